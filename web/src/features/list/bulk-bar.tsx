import { useMutation, useQuery } from '@tanstack/react-query';
import {
  Archive,
  CalendarClock,
  ChartNoAxesColumnIncreasing,
  CircleDot,
  Tag,
  Trash2,
  UserRound,
  X,
} from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { DatePopupButton } from '../../ui/popup/date-popup-button.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { membersQuery } from '../../data/members/queries.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { isOpen } from '../../data/tasks/close-task.ts';
import { personChoice } from '../tasks/person-choice.tsx';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { type BulkChange, changeMany, type Refusal } from '../../data/lists/bulk-change.ts';
import { RefusalsDialog } from './refusals-dialog.tsx';
import { priorities } from '../../data/tasks/priorities.ts';

interface BulkBarProps {
  readonly team: Team;
  readonly selectedTasks: readonly KnownTask[];
  readonly onClear: () => void;
}

const button =
  'grid size-8 place-items-center rounded-[6px] text-soft hover:bg-hover hover:text-ink aria-expanded:bg-hover';

/** The actions on all selected tasks. */
export function BulkBar({ team, selectedTasks, onClear }: BulkBarProps) {
  const { t } = useTexts();
  const { data: statuses = [] } = useQuery(statusesQuery(team.id));
  const { data: labels = [] } = useQuery(labelsQuery(team.organizationId));
  const { data: members = [] } = useQuery(membersQuery(team.organizationId));
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const [isDeleting, setDeleting] = useState(false);
  const send = useMutation({
    mutationFn: (change: BulkChange) => changeMany(selectedTasks, change),
    onSuccess: setRefusals,
  });
  const change = (next: BulkChange) => send.mutate(next);
  const people = members.filter(({ role }) => role !== 'guest').map(({ user }) => user);
  const setStatus = ([id]: readonly string[]) => {
    const status = statuses.find((one) => one.id === id);
    if (status) change({ statusId: status.id, status: status.name, category: status.category });
  };
  const complete = () => {
    const target = statuses.find(({ category }) => category === (selectedTasks.some(isOpen) ? 'done' : 'todo'));
    if (target) setStatus([target.id]);
  };
  useShortcuts(t('bulk.title'), [{ keys: 'e', label: t('shortcuts.complete'), run: complete }]);
  return (
    <div role="toolbar" aria-label={t('bulk.title')} className="bulk-bar">
      <span role="status" className="px-2 font-medium whitespace-nowrap max-sm:basis-full max-sm:text-center">
        {t('bulk.chosen', { count: selectedTasks.length })}
      </span>
      <ChoiceButton
        label={t('task.status')}
        aria-label={t('task.status')}
        title={t('task.status')}
        choices={statuses.map(({ id, name, category }) => ({
          id,
          label: statusName(name),
          icon: <StatusRing category={category} />,
        }))}
        selected={[]}
        mode="single"
        onChoose={setStatus}
        className={button}
      >
        <Icon of={CircleDot} />
      </ChoiceButton>
      <ChoiceButton
        label={t('task.assignee')}
        aria-label={t('task.assignee')}
        title={t('task.assignee')}
        choices={[{ id: 'none', label: t('task.nobody') }, ...people.map(personChoice)]}
        selected={[]}
        mode="single"
        onChoose={([id]) => id !== undefined && change({ assigneeId: id === 'none' ? null : id })}
        className={button}
      >
        <Icon of={UserRound} />
      </ChoiceButton>
      <ChoiceButton
        label={t('task.priority')}
        aria-label={t('task.priority')}
        title={t('task.priority')}
        choices={priorities.map((id) => ({
          id,
          label: t(`shared:priorities.${id}`),
          icon: <PriorityBars priority={id} />,
        }))}
        selected={[]}
        mode="single"
        onChoose={([id]) => {
          const priority = priorities.find((one) => one === id);
          if (priority) change({ priority });
        }}
        className={button}
      >
        <Icon of={ChartNoAxesColumnIncreasing} />
      </ChoiceButton>
      <ChoiceButton
        label={t('bulk.addLabel')}
        aria-label={t('bulk.addLabel')}
        title={t('bulk.addLabel')}
        choices={labels.map(({ id, name, colour }) => ({
          id,
          label: name,
          icon: <span aria-hidden className="mx-1 size-2 rounded-full" style={{ backgroundColor: colour }} />,
        }))}
        selected={[]}
        mode="single"
        onChoose={(ids) => ids.length > 0 && change({ addLabelIds: ids })}
        className={button}
      >
        <Icon of={Tag} />
      </ChoiceButton>
      <DatePopupButton
        label={t('task.dueDate')}
        day={null}
        onChoose={({ day }) => change({ dueDate: day, dueAt: null })}
        aria-label={t('task.dueDate')}
        title={t('task.dueDate')}
        className={button}
      >
        <Icon of={CalendarClock} />
      </DatePopupButton>
      <IconButton label={t('task.archive')} className="size-8" onClick={() => change({ archived: true })}>
        <Icon of={Archive} />
      </IconButton>
      <IconButton label={t('task.delete')} className="size-8" onClick={() => setDeleting(true)}>
        <Icon of={Trash2} />
      </IconButton>
      <IconButton label={t('bulk.clear')} shortcut="Esc" className="size-8" onClick={onClear}>
        <Icon of={X} />
      </IconButton>
      {isDeleting && (
        <ConfirmDialog
          title={t('bulk.deleteTitle', { count: selectedTasks.length })}
          submit={t('task.delete')}
          onConfirm={() => send.mutateAsync({ deleted: true })}
          onClose={() => setDeleting(false)}
        >
          {t('bulk.deleteText')}
        </ConfirmDialog>
      )}
      {refusals.length > 0 && <RefusalsDialog refusals={refusals} onClose={() => setRefusals([])} />}
    </div>
  );
}
