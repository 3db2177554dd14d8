import { userIdOf } from '#platform/context.ts';
import type { TasksContext } from '../context.ts';

/** The caller's time zone (IANA name), used to count days. */
export async function timezoneOf(ctx: TasksContext): Promise<string> {
  const userId = ctx.scope.userId ?? userIdOf(ctx.actor);
  return (userId && (await ctx.people.byIds([userId])).get(userId)?.timezone) || 'UTC';
}
