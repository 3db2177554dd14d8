import type { Contact } from '#modules/auth';
import { mapSettled } from '#platform/batches.ts';
import type { Scope } from '#platform/access/scope.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { isReadable } from '../task/is-readable.ts';
import type { ClaimedTask } from './claimed-task.ts';

const maxLookups = 4;

/** People who have reminders, with their time zones and permissions. */
export interface Readers {
  /** Undefined for a deleted account. */
  contact(userId: UserId): Contact | undefined;
  /** Whether they may still read the task. Nobody is notified while their account is being deleted. */
  mayRead(userId: UserId, task: ClaimedTask): boolean;
}

/** Reads people and their permissions: from caches of this process, except at first. */
export async function readersOf(ctx: TasksContext, ids: readonly UserId[]): Promise<Readers> {
  const contacts = await ctx.people.byIds(ids);
  const scopes = new Map<UserId, Scope>();
  const lookups = await mapSettled([...contacts.keys()], maxLookups, async (userId) => {
    scopes.set(userId, await ctx.scopeOf({ kind: 'job', name: 'reminders', userId }));
  });
  for (const lookup of lookups) if (lookup.status === 'rejected') throw lookup.reason;
  return {
    contact: (userId) => contacts.get(userId),
    mayRead(userId, task) {
      const scope = scopes.get(userId);
      return scope !== undefined && contacts.get(userId)?.isLeaving === false && isReadable(scope, task);
    },
  };
}
