import { useQuery } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Priority, Status, Task } from '../../../api/types.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { ChoiceButton } from '../../../ui/popup/choice-button.tsx';
import { PriorityBars } from '../../tasks/priority-bars.tsx';
import { StatusRing } from '../../tasks/status-ring.tsx';
import { membersQuery } from '../../../data/members/queries.ts';
import { LabelChoice } from '../../tasks/label-choice.tsx';
import { columnWithout, isAllowedMove } from '../../../data/tasks/move-task.ts';
import { moveTask } from '../../../data/tasks/close-task.ts';
import { positionAt } from '../../../data/tasks/order.ts';
import { statusesQuery } from '../../../data/workflow/queries.ts';
import { statusName } from '../../../data/workflow/status-name.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import type { Save } from '../edits/use-edits.ts';
import { priorities } from '../../../data/tasks/priorities.ts';

interface PropertyProps {
  readonly task: Task;
  readonly save: Save;
  readonly isReadOnly: boolean;
}

export function StatusProperty({ task, isReadOnly }: PropertyProps) {
  const { t } = useTexts();
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const [cancelling, setCancelling] = useState<Status | null>(null);
  const go = (status: Status, reason?: string) =>
    void moveTask(task, { status, position: positionAt(columnWithout(task, status.id), 0), reason });
  const choose = ([id]: readonly string[]) => {
    const status = statuses.find((one) => one.id === id);
    if (!status || status.id === task.statusId) return;
    // Cancelling a task asks for a reason, which others will see in the history.
    if (status.category === 'cancelled') setCancelling(status);
    else go(status);
  };
  return (
    <>
      <ChoiceButton
        label={t('task.status')}
        aria-label={t('task.statusIs', { status: statusName(task.status) })}
        choices={statuses
          .filter(({ id }) => isAllowedMove(statuses, task.statusId, id))
          .map(({ id, name, category }) => ({
            id,
            label: statusName(name),
            icon: <StatusRing category={category} />,
          }))}
        selected={[task.statusId]}
        mode="single"
        onChoose={choose}
        disabled={isReadOnly}
        className="property"
      >
        <StatusRing category={task.category} />
        <bdi>{statusName(task.status)}</bdi>
      </ChoiceButton>
      {cancelling && (
        <ReasonDialog
          title={t('reason.cancelTitle', { key: task.key })}
          submit={statusName(cancelling.name)}
          onSubmit={(reason) => go(cancelling, reason)}
          onClose={() => setCancelling(null)}
        />
      )}
    </>
  );
}

export function PriorityProperty({ task, save, isReadOnly }: PropertyProps) {
  const { t } = useTexts();
  const nameOf = (priority: Priority) => t(`shared:priorities.${priority}`);
  return (
    <ChoiceButton
      label={t('task.priority')}
      aria-label={t('task.priorityIs', { priority: nameOf(task.priority) })}
      choices={priorities.map((id) => ({ id, label: nameOf(id), icon: <PriorityBars priority={id} /> }))}
      selected={[task.priority]}
      mode="single"
      onChoose={([id]) => {
        const priority = priorities.find((one) => one === id);
        if (priority !== undefined && priority !== task.priority) void save(task, { priority });
      }}
      disabled={isReadOnly}
      className="property"
    >
      <PriorityBars priority={task.priority} />
      {nameOf(task.priority)}
    </ChoiceButton>
  );
}

export function AssigneeProperty({ task, save, isReadOnly }: PropertyProps) {
  const { t } = useTexts();
  const { data: members = [] } = useQuery(membersQuery(task.organizationId));
  const people = members.filter(({ role }) => role !== 'guest').map(({ user }) => user);
  const nobody = { id: 'none', label: t('task.nobody'), icon: <Icon of={UserRound} className="mx-0.5" /> };
  const choose = ([id]: readonly string[]) => {
    const person = people.find((one) => one.id === id) ?? null;
    const assigneeId = person?.id ?? null;
    if (id === undefined || assigneeId === task.assigneeId) return;
    void save(task, { assigneeId }, { assignee: person });
  };
  return (
    <ChoiceButton
      label={t('task.assignee')}
      aria-label={task.assignee ? t('task.assignedTo', { name: task.assignee.name }) : t('task.assign')}
      choices={[
        nobody,
        ...people.map(({ id, name, avatarUrl, email }) => ({
          id,
          label: name,
          also: email,
          icon: <Avatar name={name} url={avatarUrl} />,
        })),
      ]}
      selected={[task.assigneeId ?? 'none']}
      mode="single"
      onChoose={choose}
      disabled={isReadOnly}
      className="property"
    >
      {task.assignee ? <Avatar name={task.assignee.name} url={task.assignee.avatarUrl} /> : <Icon of={UserRound} />}
      {task.assignee ? <bdi>{task.assignee.name}</bdi> : t('task.assign')}
    </ChoiceButton>
  );
}

export function LabelsProperty({ task, save, isReadOnly }: PropertyProps) {
  return (
    <LabelChoice
      organizationId={task.organizationId}
      labelIds={task.labelIds}
      isReadOnly={isReadOnly}
      onChoose={(labelIds) => void save(task, { labelIds: [...labelIds] })}
    />
  );
}
