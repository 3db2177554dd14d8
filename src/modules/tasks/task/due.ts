import { userIdOf } from '#platform/context.ts';
import type { TasksContext } from '../context.ts';

/** The caller's time zone (IANA name), in which their days are counted. */
export async function timezoneOf(ctx: TasksContext): Promise<string> {
  const userId = ctx.scope.userId ?? userIdOf(ctx.actor);
  return (userId && (await ctx.people.byIds([userId])).get(userId)?.timezone) || 'UTC';
}
