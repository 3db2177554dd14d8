import type { Permissions } from '../../api/types.ts';
import { useMe } from '../session/use-me.ts';
import { useTeamPermissions } from '../organizations/use-permissions.ts';
import type { KnownTask } from './store.ts';

export interface TaskRights {
  /** Status, assignee, labels, checklist, completing. */
  readonly work: boolean;
  /** Title, description, dates and the like. */
  readonly edit: boolean;
  readonly remove: boolean;
}

/** Which actions to offer on a task; the server enforces them. */
export function useTaskRights(task: KnownTask): TaskRights {
  const { id } = useMe();
  return taskRights(task, id, useTeamPermissions(task.teamId));
}

type Involved = Pick<KnownTask, 'createdBy' | 'assigneeId' | 'collaboratorIds'>;

export function taskRights(
  { createdBy, assigneeId, collaboratorIds }: Involved,
  me: string,
  team: Permissions['team'] | undefined,
): TaskRights {
  if (!team) return { work: false, edit: false, remove: false };
  const isInvolved = createdBy === me || assigneeId === me || collaboratorIds.includes(me);
  return {
    work: isInvolved || team.createTasks,
    edit: isInvolved || team.editEveryTask,
    remove: createdBy === me || team.deleteEveryTask,
  };
}
