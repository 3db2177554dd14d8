import type { Organization, Team } from '../../api/types.ts';
import { useMe } from '../auth/use-me.ts';
import { isAdmin, mayWorkIn } from '../organizations/may.ts';
import { useOrganization } from '../organizations/use-organization.ts';
import { useTeam } from '../teams/use-team.ts';
import type { KnownTask } from './store.ts';

export interface TaskRights {
  /** Status, assignee, labels, checklist, completing. */
  readonly work: boolean;
  /** Title, description, dates and the like. */
  readonly edit: boolean;
  readonly remove: boolean;
}

/** What to offer on a task; the server alone decides. */
export function useTaskRights(task: KnownTask): TaskRights {
  const { id } = useMe();
  return taskRights(task, id, useTeam(task.teamId), useOrganization());
}

export function taskRights(
  { createdBy, assigneeId, collaboratorIds }: Pick<KnownTask, 'createdBy' | 'assigneeId' | 'collaboratorIds'>,
  me: string,
  team: Pick<Team, 'myRole' | 'editPolicy'> | undefined,
  organization: Pick<Organization, 'myRole'> | undefined,
): TaskRights {
  const isInvolved = createdBy === me || assigneeId === me || collaboratorIds.includes(me);
  if (!team) return { work: false, edit: false, remove: false };
  const leads =
    (organization !== undefined && isAdmin(organization)) || team.myRole === 'owner' || team.myRole === 'admin';
  const works = isInvolved || mayWorkIn(team, organization);
  return {
    work: works,
    edit: leads || isInvolved || (works && team.editPolicy === 'members'),
    remove: leads || createdBy === me,
  };
}
