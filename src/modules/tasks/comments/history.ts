import { z } from 'zod';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId } from '../contract.ts';
import { commentVersionTable } from '../schema/comment.ts';
import type { CommentRow } from './comment.ts';

export const CommentVersion = z
  .strictObject({ body: z.string(), at: z.iso.datetime().describe('When this version was written.') })
  .meta({ id: 'CommentVersion' });

/** Stores the current text of a comment before it changes. */
export async function storeVersion(ctx: TasksContext, before: CommentRow): Promise<void> {
  const { organizationId, id, version, body, editedAt, createdAt } = before;
  await insert(ctx, { organizationId, commentId: id, version, body, at: editedAt ?? createdAt });
}

/** Earlier texts of a comment, newest first. */
export function historyOf(ctx: TasksContext, { organizationId, id }: CommentRow) {
  return find(ctx, { organizationId, commentId: id });
}

type Key = { organizationId: OrganizationId; commentId: CommentId };
const insert = query<Key & { version: number; body: string; at: string }>()((params) =>
  qb.insert(commentVersionTable).values({
    organizationId: params.organizationId,
    commentId: params.commentId,
    version: params.version,
    body: params.body,
    at: params.at,
  }),
);
const maxVersions = 200;
const find = query<Key>()((params) =>
  qb
    .select({ body: commentVersionTable.body, at: commentVersionTable.at })
    .from(commentVersionTable)
    .where(
      and(
        eq(commentVersionTable.organizationId, params.organizationId),
        eq(commentVersionTable.commentId, params.commentId),
      ),
    )
    .orderBy(sql`${commentVersionTable.version} desc`)
    .limit(maxVersions),
);
