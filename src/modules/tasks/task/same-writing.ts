import { isDeepStrictEqual } from 'node:util';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { LogEntryId, TaskId } from '../contract.ts';
import { logTable } from '../schema/log.ts';
import type { TaskRow } from './columns.ts';

/** Descriptions are saved with each pause of typing: within this time, one entry of the log tells of all of it. */
const windowMs = 10 * 60_000;

interface Entry {
  readonly id: LogEntryId;
  readonly type: string;
  readonly field: string | null;
  readonly actor: unknown;
  readonly before: unknown;
  readonly reason: string | null;
  readonly at: Date | string;
}

/**
 * The task's newest log entry, if it tells of the same person writing the description a moment ago: a further change
 * replaces it. A change that takes the text back does not, so that the log tells of both.
 */
export async function sameWriting(
  ctx: TasksContext,
  { organizationId, id: taskId }: TaskRow,
  description: string,
): Promise<Pick<Entry, 'id' | 'before'> | null> {
  const entry = await maybeOne(newest(ctx, { organizationId, taskId }));
  if (!entry || entry.type !== 'changed' || entry.field !== 'description' || entry.reason !== null) return null;
  const isRecent = ctx.clock.now().getTime() - new Date(entry.at).getTime() < windowMs;
  const isSame = isDeepStrictEqual(entry.actor, structuredClone(ctx.actor)) && entry.before !== description;
  return isRecent && isSame ? entry : null;
}

const newest = rawQuery<{ organizationId: OrganizationId; taskId: TaskId }, Entry>(
  (params) => sql`
    select id, type, field, actor, before, reason, at from ${logTable}
    where organization_id = ${params.organizationId} and task_id = ${params.taskId} order by id desc limit 1`,
);
