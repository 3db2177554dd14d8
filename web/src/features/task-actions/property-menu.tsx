import { useQuery } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { type BulkChange, changeMany, type Refusal } from '../../data/lists/bulk-change.ts';
import { membersQuery } from '../../data/members/queries.ts';
import { changeTask, type Fields } from '../../data/tasks/change-task.ts';
import { showTask } from '../../data/tasks/focus-task.ts';
import { columnWithout, isAllowedMove } from '../../data/tasks/move-task.ts';
import { moveTask } from '../../data/tasks/close-task.ts';
import { positionAt } from '../../data/tasks/order.ts';
import type { KnownTask, TaskPatch } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { Icon } from '../../ui/icon.tsx';
import { LazyChoiceList } from '../../ui/popup/lazy-choice-list.ts';
import { LazyDatePopup } from '../../ui/popup/lazy-date-popup.ts';
import type { PopupState } from '../../ui/popup/popup.tsx';
import { showToast } from '../../ui/toasts.ts';
import { labelChoice, priorityChoices, statusChoice } from '../tasks/choices.tsx';
import { personChoice } from '../tasks/person-choice.tsx';
import type { TaskProperty } from './task-properties.ts';

interface PropertyMenuProps {
  readonly property: TaskProperty;
  /** Tasks of one organization; for `status` of one team. */
  readonly taskIds: readonly string[];
  /** The menu opens beside it. */
  readonly anchor: Element;
  readonly onClose: () => void;
  /** Some of several tasks could not be changed; the menu is closed by then. */
  readonly onRefused: (refusals: readonly Refusal[]) => void;
}

/** The values of one property, for the tasks that a key applies to. */
export function PropertyMenu({ property, taskIds, anchor, onClose, onRefused }: PropertyMenuProps) {
  const { t } = useTexts();
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  const targets = taskIds.flatMap((id) => tasks.get(id) ?? []);
  const [first] = targets;
  if (!first) return null;

  const changeAll = async (change: BulkChange) => {
    const refused = await changeMany(targets, change);
    if (refused.length > 0) onRefused(refused);
  };
  const menu: MenuProps = {
    first,
    isSingle: targets.length === 1,
    state: { isOpen: true, close: onClose, triggerRef: { current: anchor }, container: document.body },
    label: targets.length === 1 ? `${first.key}: ${t(`task.${property}`)}` : t(`task.${property}`),
    // One task is changed as in its panel, where a change by others to the same field is noticed.
    change: (fields, patch) => void (targets.length === 1 ? changeOne(first, fields, patch) : changeAll(fields)),
    changeLabels: (labelIds) => void changeOne(first, { labelIds: [...labelIds] }),
    changeAll: (change) => void changeAll(change),
  };
  const Menu = menus[property];
  return <Menu {...menu} />;

  async function changeOne(task: KnownTask, fields: Fields, patch?: TaskPatch): Promise<void> {
    const outcome = await changeTask(task, fields, patch);
    if (outcome.saved || !outcome.conflict) return;
    const field = t(`fieldNames.${outcome.conflict.field}`);
    showToast({ tone: 'danger', text: t('taskKeys.changedByOthers', { key: task.key, field }) });
  }
}

interface MenuProps {
  readonly first: KnownTask;
  readonly isSingle: boolean;
  readonly state: PopupState;
  readonly label: string;
  readonly change: (fields: BulkChange & Fields, patch?: TaskPatch) => void;
  readonly changeLabels: (labelIds: readonly string[]) => void;
  readonly changeAll: (change: BulkChange) => void;
}

const menus = {
  status: StatusMenu,
  assignee: AssigneeMenu,
  priority: PriorityMenu,
  labels: LabelsMenu,
  dueDate: DueMenu,
} satisfies Record<TaskProperty, (props: MenuProps) => unknown>;

/** A single task goes to the top of its new column, and keeps the focus there. */
function StatusMenu({ first, isSingle, state, label, changeAll }: MenuProps) {
  const { data: statuses = [] } = useQuery(statusesQuery(first.teamId));
  const allowed = isSingle ? statuses.filter(({ id }) => isAllowedMove(statuses, first.statusId, id)) : statuses;
  const choose = ([id]: readonly string[]) => {
    const status = statuses.find((one) => one.id === id);
    if (!status || (isSingle && status.id === first.statusId)) return;
    if (!isSingle) return changeAll({ statusId: status.id, status: status.name, category: status.category });
    void moveTask(first, { status, position: positionAt(columnWithout(first, status.id), 0) });
    showTask(first.id);
  };
  return (
    <LazyChoiceList
      state={state}
      label={label}
      choices={allowed.map(statusChoice)}
      selected={isSingle ? [first.statusId] : []}
      mode="single"
      onChoose={choose}
    />
  );
}

function AssigneeMenu({ first, isSingle, state, label, change }: MenuProps) {
  const { t } = useTexts();
  const { data: members = [] } = useQuery(membersQuery(first.organizationId));
  const people = members.filter(({ role }) => role !== 'guest').map(({ user }) => user);
  const nobody = { id: 'none', label: t('task.nobody'), icon: <Icon of={UserRound} className="mx-0.5" /> };
  return (
    <LazyChoiceList
      state={state}
      label={label}
      choices={[nobody, ...people.map(personChoice)]}
      selected={isSingle ? [first.assigneeId ?? 'none'] : []}
      mode="single"
      onChoose={([id]) => {
        const person = people.find((one) => one.id === id) ?? null;
        if (id !== undefined) change({ assigneeId: person?.id ?? null }, { assignee: person });
      }}
    />
  );
}

function PriorityMenu({ first, isSingle, state, label, change }: MenuProps) {
  const { t } = useTexts();
  const choices = priorityChoices(t);
  return (
    <LazyChoiceList
      state={state}
      label={label}
      choices={choices}
      selected={isSingle ? [first.priority] : []}
      mode="single"
      onChoose={([id]) => {
        const choice = choices.find((one) => one.id === id);
        if (choice) change({ priority: choice.id });
      }}
    />
  );
}

/** One task gets and loses labels; several only get one. */
function LabelsMenu({ first, isSingle, state, label, changeLabels, changeAll }: MenuProps) {
  const { data: labels = [] } = useQuery(labelsQuery(first.organizationId));
  return (
    <LazyChoiceList
      state={state}
      label={label}
      choices={labels.map(labelChoice)}
      selected={isSingle ? first.labelIds : []}
      mode={isSingle ? 'multiple' : 'single'}
      onChoose={(ids) => {
        if (isSingle) changeLabels(ids);
        else if (ids.length > 0) changeAll({ addLabelIds: ids });
      }}
    />
  );
}

function DueMenu({ first, isSingle, state, label, change }: MenuProps) {
  const isTime = isSingle && first.dueAt !== null;
  return (
    <LazyDatePopup
      state={state}
      label={label}
      day={isSingle ? (isTime ? null : first.dueDate) : undefined}
      moment={isTime ? first.dueAt : null}
      hasTime
      onChoose={({ day, moment }) => change({ dueDate: day, dueAt: moment })}
    />
  );
}
