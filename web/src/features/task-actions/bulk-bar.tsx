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
import { useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { DatePopupButton } from '../../ui/popup/date-popup-button.tsx';
import { labelChoice, priorityChoices, statusChoice } from '../tasks/choices.tsx';
import { membersQuery } from '../../data/members/queries.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { personChoice } from '../tasks/person-choice.tsx';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { focusTask } from '../../data/tasks/focus-task.ts';
import { currentOrder } from '../../data/tasks/page-order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { neighbourOf } from '../../lib/neighbour.ts';
import type { Selection } from '../../lib/use-selection.ts';
import { type BulkChange, changeMany, completeMany, type Refusal } from '../../data/lists/bulk-change.ts';
import { RefusalsDialog } from './refusals-dialog.tsx';

interface BarProps {
  /** Tasks of one organization. Only those of one team have common statuses. */
  readonly selectedTasks: readonly [KnownTask, ...KnownTask[]];
  readonly onClear: () => void;
  readonly onRefused: (refusals: readonly Refusal[]) => void;
}

const button =
  'tap grid size-8 place-items-center rounded-[6px] text-soft hover:bg-hover hover:text-ink aria-expanded:bg-hover';

/** The actions on all selected tasks, while some are selected. */
export function BulkBar({ selection }: { selection: Selection }) {
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  const [first, ...others] = [...selection.ids].flatMap((id) => tasks.get(id) ?? []);
  // Also while the selected tasks are hidden: their deletion may be refused.
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  return (
    <>
      {first && <Bar selectedTasks={[first, ...others]} onClear={selection.clear} onRefused={setRefusals} />}
      {refusals.length > 0 && <RefusalsDialog refusals={refusals} onClose={() => setRefusals([])} />}
    </>
  );
}

function Bar({ selectedTasks, onClear, onRefused }: BarProps) {
  const { t } = useTexts();
  const [{ teamId, organizationId }] = selectedTasks;
  const isOneTeam = selectedTasks.every((task) => task.teamId === teamId);
  const { data: statuses = [] } = useQuery(statusesQuery(teamId));
  const { data: labels = [] } = useQuery(labelsQuery(organizationId));
  const { data: members = [] } = useQuery(membersQuery(organizationId));
  const ofPriority = priorityChoices(t);
  const [isDeleting, setDeleting] = useState(false);
  const send = useMutation({
    mutationFn: (change: BulkChange | 'complete') =>
      change === 'complete' ? completeMany(selectedTasks) : changeMany(selectedTasks, change),
    onSuccess: onRefused,
  });
  const change = (next: BulkChange) => send.mutate(next);
  /** The next key is for the tasks after these. */
  const complete = () => {
    const ids = new Set(selectedTasks.map(({ id }) => id));
    const order = currentOrder()?.() ?? [];
    const last = order.findLast((id) => ids.has(id)) ?? '';
    const next = neighbourOf(order, last, (id) => !ids.has(id));
    send.mutate('complete');
    if (next !== null) focusTask(next);
  };
  const people = members.filter(({ role }) => role !== 'guest').map(({ user }) => user);
  const setStatus = ([id]: readonly string[]) => {
    const status = statuses.find((one) => one.id === id);
    if (status) change({ statusId: status.id, status: status.name, category: status.category });
  };
  const shortcuts = [
    { keys: 'e', label: t('shortcuts.complete'), run: complete },
    { keys: 'Escape', label: t('bulk.clear'), run: onClear },
  ];
  useShortcuts(t('bulk.title'), shortcuts, 'beside');
  return (
    <div role="toolbar" aria-label={t('bulk.title')} className="bulk-bar">
      <span role="status" className="px-2 font-medium whitespace-nowrap max-sm:basis-full max-sm:text-center">
        {t('bulk.chosen', { count: selectedTasks.length })}
      </span>
      {isOneTeam && (
        <ChoiceButton
          label={t('task.status')}
          aria-label={t('task.status')}
          title={t('task.status')}
          choices={statuses.map(statusChoice)}
          selected={[]}
          mode="single"
          onChoose={setStatus}
          className={button}
        >
          <Icon of={CircleDot} />
        </ChoiceButton>
      )}
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
        choices={ofPriority}
        selected={[]}
        mode="single"
        onChoose={([id]) => {
          const choice = ofPriority.find((one) => one.id === id);
          if (choice) change({ priority: choice.id });
        }}
        className={button}
      >
        <Icon of={ChartNoAxesColumnIncreasing} />
      </ChoiceButton>
      <ChoiceButton
        label={t('bulk.addLabel')}
        aria-label={t('bulk.addLabel')}
        title={t('bulk.addLabel')}
        choices={labels.map(labelChoice)}
        selected={[]}
        mode="single"
        onChoose={(ids) => ids.length > 0 && change({ addLabelIds: ids })}
        className={button}
      >
        <Icon of={Tag} />
      </ChoiceButton>
      <DatePopupButton
        label={t('task.dueDate')}
        day={undefined}
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
    </div>
  );
}
