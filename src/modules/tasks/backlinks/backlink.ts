import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, eq, isNull, qb, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { excerptOf } from '#platform/excerpt.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import type { TasksContext } from '../context.ts';
import { CommentId, type TaskId } from '../contract.ts';
import { backlinkTable } from '../schema/backlink.ts';
import { commentTable } from '../schema/comment.ts';
import { taskTable } from '../schema/task.ts';
import { statusTable } from '../schema/workflow.ts';
import { type TaskRow, withStatus } from '../task/columns.ts';
import { LinkedTask } from '../task/linked-task.ts';

export const Backlink = z
  .strictObject({
    task: LinkedTask.describe('The task whose description or comment names this one.'),
    commentId: CommentId.nullable().describe('The comment that names it; null for the description.'),
    excerpt: z.string().describe('The text around the key, without markup.'),
    createdAt: z.iso.datetime().describe('Since when the text names the task.'),
  })
  .meta({ id: 'Backlink' });

/** The descriptions and comments that name a task by its key and that the caller may read, newest first. */
export async function listBacklinks(
  ctx: TasksContext,
  { organizationId, id: targetId }: Authorized<TaskRow, 'read'>,
  pageQuery: PageQuery,
): Promise<Page<z.infer<typeof Backlink>>> {
  const organization = ctx.scope.organization(organizationId);
  if (!organization) return { items: [], nextCursor: null };
  const readable = readableIn(organization);
  return keysetPage(pageQuery, {
    kinds: order.kinds,
    find: (page) => find(ctx, { cursor: page.hasCursor }, { organizationId, targetId, ...readable, ...page }),
    keyOf: ({ createdAt, sourceId }) => [createdAt, sourceId],
    toItems: (rows) => Promise.all(rows.map(toBacklink)),
  });
}

/** The same tasks as `isReadable` says, as query arguments: pages are full, and say nothing of what is hidden. */
function readableIn({ directory, guestProjectIds, readableTeams }: OrganizationAccess) {
  return {
    readableTeamIds: readableTeams().map(({ id }) => id),
    teamIds: guestProjectIds.length === 0 ? [] : [...directory.teams.keys()],
    guestProjectIds,
  };
}

type Row = Awaited<ReturnType<typeof find>>[number];

async function toBacklink({ sourceId, text, start, isCut, createdAt, ...task }: Row) {
  const excerpt = await excerptOf(start > 1 ? text.replace(/^\S*\s/u, '') : text);
  return {
    task,
    commentId: sourceId === task.id ? null : (sourceId as CommentId),
    excerpt: `${start > 1 ? '…' : ''}${excerpt}${isCut && !excerpt.endsWith('…') ? '…' : ''}`,
    createdAt,
  };
}

const lengthBefore = 80;
const length = 240;

const order = keysetByTime(backlinkTable.createdAt, backlinkTable.sourceId, 'newest-first');
const text = sql`coalesce(${commentTable.body}, ${taskTable.description})`;
/** Where the excerpt starts, so that it has the key. A key has no characters that regular expressions use. */
const start = sql<number>`greatest(1, regexp_instr(${text}, '\\m' || ${backlinkTable.key} || '\\M') - ${sql.raw(String(lengthBefore))})`;

interface Args extends PageParams {
  readonly organizationId: OrganizationId;
  readonly targetId: TaskId;
  readonly readableTeamIds: readonly TeamId[];
  readonly teamIds: readonly TeamId[];
  readonly guestProjectIds: readonly ProjectId[];
}

const find = queryFamily<{ cursor: boolean }, Args>()((shape, params) =>
  qb
    .select({
      sourceId: backlinkTable.sourceId,
      createdAt: backlinkTable.createdAt,
      start: start.as('start'),
      text: sql<string>`substr(${text}, ${start}, ${sql.raw(String(length))})`.as('text'),
      isCut: sql<boolean>`length(${text}) >= ${start} + ${sql.raw(String(length))}`.as('is_cut'),
      id: taskTable.id,
      key: taskTable.key,
      title: taskTable.title,
      teamId: taskTable.teamId,
      status: statusTable.name,
      category: statusTable.category,
      dueDate: taskTable.dueDate,
    })
    .from(backlinkTable)
    .innerJoin(
      taskTable,
      and(eq(taskTable.organizationId, backlinkTable.organizationId), eq(taskTable.id, backlinkTable.taskId)),
    )
    .innerJoin(statusTable, withStatus)
    .leftJoin(
      commentTable,
      and(eq(commentTable.organizationId, backlinkTable.organizationId), eq(commentTable.id, backlinkTable.sourceId)),
    )
    .where(
      and(
        eq(backlinkTable.organizationId, params.organizationId),
        eq(backlinkTable.targetId, params.targetId),
        isNull(taskTable.deletedAt),
        sql`(${taskTable.teamId} = any(${params.readableTeamIds})
          or (${taskTable.teamId} = any(${params.teamIds}) and ${taskTable.projectId} = any(${params.guestProjectIds})))`,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
