import { useQuery } from '@tanstack/react-query';
import { ListFilter, TextCursorInput } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { onlyTeam, type TaskScope } from '../../data/lists/task-scope.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import type { TaskFilter } from '../../data/tasks/filter.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { LazyChoiceList } from '../../ui/popup/lazy-choice-list.ts';
import { barButton } from './bar-button.ts';
import { FieldFilterDialog } from './field-filters.tsx';
import { type ChoiceFilterName, useFilters } from './use-filters.tsx';

interface FilterProps {
  readonly scope: TaskScope;
  readonly filter: TaskFilter;
  readonly onChange: (part: TaskFilter) => void;
}

/** Adds a filter: first which one, then its values. */
export function FilterButton({ scope, filter, onChange }: FilterProps) {
  const { t } = useTexts();
  const anchor = useRef<HTMLSpanElement>(null);
  const filters = useFilters(scope, filter);
  const team = onlyTeam(scope);
  const { data: fields = [] } = useQuery({
    ...fieldsQuery(team?.id ?? ''),
    enabled: enabledUnlessLeaving(team !== undefined),
  });
  const [opened, setOpened] = useState<ChoiceFilterName | 'fields' | null>(null);
  const openFilter = filters.find(({ name }) => name === opened);
  const items = filters.map(({ name, icon }) => {
    return { id: name, label: t(`list.filters.${name}`), icon: <Icon of={icon} />, run: () => setOpened(name) };
  });
  const ofFields = {
    id: 'fields',
    label: t('list.fieldFilter'),
    icon: <Icon of={TextCursorInput} />,
    run: () => setOpened('fields'),
  };
  const close = () => setOpened(null);
  return (
    <span ref={anchor} className="flex-none">
      <MenuButton
        label={t('filter.add')}
        groups={[{ id: 'filters', items: fields.length > 0 ? [...items, ofFields] : items }]}
        className={barButton}
      >
        <Icon of={ListFilter} />
        <span className="max-sm:sr-only">{t('filter.title')}</span>
      </MenuButton>
      {openFilter && (
        <LazyChoiceList
          state={{ isOpen: true, close, triggerRef: anchor, container: document.body }}
          {...choiceProps(t(`list.filters.${openFilter.name}`), openFilter, filter, onChange)}
        />
      )}
      {opened === 'fields' && team && (
        <FieldFilterDialog team={team} value={filter.fields} onChange={onChange} onClose={close} />
      )}
    </span>
  );
}

/** The list of a filter's values. Choosing the only selected one again clears the filter. */
export function choiceProps(
  label: string,
  { name, choices, isSingle = false, idsOf }: ReturnType<typeof useFilters>[number],
  filter: TaskFilter,
  onChange: (part: TaskFilter) => void,
) {
  const ids = filter[name]?.split(',') ?? [];
  const selected = idsOf
    ? choices.flatMap(({ id }) => (idsOf.get(id)?.some((one) => ids.includes(one)) ? id : []))
    : ids;
  return {
    label,
    choices,
    selected,
    mode: isSingle ? ('single' as const) : ('multiple' as const),
    onChoose: (chosen: readonly string[]) => {
      const isCleared = chosen.length === 0 || (isSingle && chosen[0] === selected[0]);
      const value = isCleared ? undefined : chosen.flatMap((id) => idsOf?.get(id) ?? id).join();
      onChange({ [name]: value, ...(name === 'project' ? { milestone: undefined } : {}) });
    },
  };
}
