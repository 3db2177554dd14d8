import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { Actor } from '#platform/context.ts';
import { and, build, eq, lt, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom } from '#platform/http/pagination.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { LogEntryId, logTypes, TaskId } from '../contract.ts';
import { log } from '../schema.ts';
import type { TaskRow } from '../tasks/task.ts';

const LogActor = z
  .strictObject({ kind: z.string(), id: UserId.nullable(), name: z.string().nullable() })
  .meta({ id: 'LogActor', description: 'Who did it: a user, a token, a service or a job of the app.' });

export const LogEntry = z
  .strictObject({
    id: LogEntryId,
    taskId: TaskId,
    type: z.enum(logTypes),
    actor: LogActor,
    field: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
    reason: z.string().nullable(),
    requestId: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'LogEntry' });
export type LogEntry = z.infer<typeof LogEntry>;

/** A task's log, newest first. */
export async function readTaskLog(
  ctx: TasksContext,
  { organizationId, id: taskId }: Authorized<TaskRow, 'read'>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<LogEntry>> {
  const [at = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['instant', 'id']);
  const place = { organizationId, taskId, limit: limit + 1, at: String(at), id: String(id) };
  const rows = await find(ctx, { cursor: cursor !== undefined }, place);
  const people = await ctx.people.byIds(rows.map(({ actorId }) => actorId));
  return pageFrom(
    rows,
    limit,
    (row) => [row.at, row.id],
    ({ actor, actorId, ...row }) => ({
      ...row,
      actor: {
        kind: Actor.parse(actor).kind,
        id: actorId,
        name: actorId === null ? null : (people.get(actorId)?.name ?? null),
      },
    }),
  );
}

const find = queryFamily<
  { cursor: boolean },
  { organizationId: OrganizationId; taskId: TaskId; limit: number; at: string; id: string }
>()((shape, place) =>
  build
    .select({
      id: log.id,
      taskId: log.taskId,
      type: log.type,
      actor: log.actor,
      actorId: log.actorId,
      field: log.field,
      before: log.before,
      after: log.after,
      reason: log.reason,
      requestId: log.requestId,
      at: log.at,
    })
    .from(log)
    .where(
      and(
        eq(log.organizationId, place.organizationId),
        eq(log.taskId, place.taskId),
        shape.cursor ? lt(sql`(${log.at}, ${log.id})`, sql`(${place.at}::timestamptz, ${place.id}::uuid)`) : undefined,
      ),
    )
    .orderBy(sql`${log.at} desc`, sql`${log.id} desc`)
    .limit(place.limit),
);
