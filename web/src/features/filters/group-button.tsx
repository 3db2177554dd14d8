import { useQuery } from '@tanstack/react-query';
import { Layers } from 'lucide-react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import { onlyTeam, type TaskScope } from '../../data/lists/task-scope.ts';
import { groupNames } from '../../data/tasks/group-tasks.ts';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { barButton } from './bar-button.ts';

interface GroupButtonProps {
  readonly scope: TaskScope;
  /** A board has columns for statuses. */
  readonly layout: 'board' | 'list';
  readonly group: string | undefined;
  readonly onChange: (part: ListSearch) => void;
}

/** Chooses what a list or the lanes of a board are grouped by. */
export function GroupButton({ scope, layout, group, onChange }: GroupButtonProps) {
  const { t } = useTexts();
  const team = onlyTeam(scope);
  const { data: fields = [] } = useQuery({
    ...fieldsQuery(team?.id ?? ''),
    enabled: enabledUnlessLeaving(team !== undefined),
  });
  const isOffered = (name: string) =>
    (layout === 'list' || name !== 'status') && (scope.project === undefined || name !== 'project');
  const groups = [
    { id: 'none', label: t('list.noGroups') },
    ...groupNames.filter(isOffered).map((id) => ({ id, label: t(`list.groups.${id}`) })),
    ...fields
      .filter(({ type }) => type === 'choice' || type === 'person')
      .map((field) => ({ id: `field.${field.id}`, label: field.name })),
  ];
  const chosen = groups.find(({ id }) => id === (group ?? 'none'));
  return (
    <ChoiceButton
      label={t('list.groupBy')}
      aria-label={t('list.groupByIs', { name: chosen?.label ?? '' })}
      choices={groups}
      selected={[group ?? 'none']}
      mode="single"
      onChoose={([id]) => onChange({ group: id === undefined || id === 'none' ? undefined : id })}
      className={barButton}
    >
      <Icon of={Layers} />
      {group !== undefined && <bdi className="truncate max-sm:sr-only">{chosen?.label}</bdi>}
    </ChoiceButton>
  );
}
