import { X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { onlyTeam, type TaskScope } from '../../data/lists/task-scope.ts';
import { isFiltered, noFilter, type TaskFilter } from '../../data/tasks/filter.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { FieldFilterChip } from './field-filters.tsx';
import { choiceProps } from './filter-button.tsx';
import { type ChoiceFilter, useFilters } from './use-filters.tsx';

interface FilterChipsProps {
  readonly scope: TaskScope;
  readonly filter: TaskFilter;
  readonly onChange: (part: TaskFilter) => void;
}

/** The filters that are set: each can be changed and removed. */
export function FilterChips({ scope, filter, onChange }: FilterChipsProps) {
  const { t } = useTexts();
  const filters = useFilters(scope, filter);
  const team = onlyTeam(scope);
  if (!isFiltered(filter)) return null;
  return (
    <ul aria-label={t('filter.chips')} className="flex flex-wrap items-center gap-1.5">
      {filters
        .filter(({ name }) => filter[name] !== undefined)
        .map((each) => (
          <FilterChip key={each.name} each={each} filter={filter} onChange={onChange} />
        ))}
      {filter.fields !== undefined && team && <FieldFilterChip team={team} value={filter.fields} onChange={onChange} />}
      <li>
        <Button tone="quiet" size="small" onClick={() => onChange(noFilter)}>
          {t('list.clear')}
        </Button>
      </li>
    </ul>
  );
}

interface FilterChipProps extends Pick<FilterChipsProps, 'filter' | 'onChange'> {
  readonly each: ChoiceFilter;
}

function FilterChip({ each, filter, onChange }: FilterChipProps) {
  const { t } = useTexts();
  const label = t(`list.filters.${each.name}`);
  const props = choiceProps(label, each, filter, onChange);
  const chosen = each.choices.filter(({ id }) => props.selected.includes(id));
  const names = chosen.map((choice) => choice.label).join(t('common.comma'));
  return (
    <li className="chip">
      <ChoiceButton {...props} className="chip-text">
        <span className="max-w-64 truncate">{t('list.filterIs', { name: label, values: names })}</span>
      </ChoiceButton>
      <button
        type="button"
        aria-label={t('filter.remove', { name: label })}
        className="chip-remove"
        onClick={() =>
          onChange({ [each.name]: undefined, ...(each.name === 'project' ? { milestone: undefined } : {}) })
        }
      >
        <Icon of={X} size={14} />
      </button>
    </li>
  );
}
