import type { TaskId } from '#modules/tasks';
import { callOf } from '#platform/modules/contract.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { readsTask } from '../policy.ts';
import type { Notice } from './channel.ts';
import { mutableSubjects } from './drafts.ts';
import { dueTasks, unread } from './pending.ts';
import { type Choices, readChoices } from './read-choices.ts';

type TaskState = Awaited<ReturnType<NotificationsContext['tasks']['taskStates']>>[number];

/** The tasks of waiting notices, as they are now; null for a deleted one. */
type CurrentState = ReadonlyMap<string, TaskState | null>;

/** Reads the tasks of a person's due notices: before the transaction that sends them, as tasks are another module. */
export async function readCurrentState(
  ctx: NotificationsContext,
  due: { readonly userId: UserId; readonly now: string; readonly limit: number },
): Promise<CurrentState> {
  const taskIds = (await dueTasks(ctx, due)).map(({ taskId }) => taskId);
  const states = taskIds.length === 0 ? [] : await ctx.tasks.taskStates(callOf(ctx), { taskIds });
  const byId = new Map(states.map((state) => [state.taskId, state]));
  return new Map(taskIds.map((taskId) => [taskId, byId.get(taskId) ?? null]));
}

interface Asked {
  readonly userId: UserId;
  readonly current: CurrentState;
  readonly waiting: readonly Notice[];
}

/**
 * Says which notices still matter after they waited: those whose notification is unread and not done, and whose task
 * exists, can be read by the person where it is now, is not in a muted project, and is open if they ask for work.
 */
export async function stillMatters(
  ctx: NotificationsContext,
  { userId, current, waiting }: Asked,
): Promise<{ choices: Choices; isCurrent: (notice: Notice) => boolean }> {
  const projectIds = [...current.values()].flatMap((state) => state?.projectId ?? []);
  const choices = await readChoices(ctx, [userId], [...new Set([...mutableSubjects(waiting), ...projectIds])]);
  const ids = waiting.map(({ notificationId }) => notificationId);
  const open = new Set((await unread(ctx, { userId, ids })).map(({ id }) => id));
  const scope = await ctx.scopeOf({ kind: 'job', name: 'deliver', userId });
  const isCurrent = ({ definition, event, notificationId }: Notice) => {
    if (!open.has(notificationId)) return false;
    const taskId = definition.taskId?.(event);
    const state = taskId === undefined ? undefined : current.get(taskId as TaskId);
    if (state === undefined) return true;
    if (state === null || (definition.asksForWork === true && !state.isOpen)) return false;
    const organization = scope.organization(state.organizationId);
    const isMuted =
      definition.mutedWith !== undefined && state.projectId !== null && choices.hasMuted(userId, state.projectId);
    return organization !== undefined && readsTask(organization, state) && !isMuted;
  };
  return { choices, isCurrent };
}
