import { z } from 'zod';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { CommentId } from '../contract.ts';
import { commentVersion } from '../schema.ts';
import type { CommentRow } from './comment.ts';

export const CommentVersion = z
  .strictObject({ body: z.string(), at: z.iso.datetime().describe('When this version was written.') })
  .meta({ id: 'CommentVersion' });

/** Keeps what a comment says, before it says something else. */
export async function keepVersion(ctx: TasksContext, before: CommentRow): Promise<void> {
  const { organizationId, id, version, body, editedAt, createdAt } = before;
  await insert(ctx, { organizationId, commentId: id, version, body, at: editedAt ?? createdAt });
}

/** What a comment said before it was changed, newest first. */
export function historyOf(ctx: TasksContext, { organizationId, id }: CommentRow) {
  return find(ctx, { organizationId, commentId: id });
}

type Key = { organizationId: OrganizationId; commentId: CommentId };
const insert = query<Key & { version: number; body: string; at: string }>()((place) =>
  build.insert(commentVersion).values({
    organizationId: place.organizationId,
    commentId: place.commentId,
    version: place.version,
    body: place.body,
    at: place.at,
  }),
);
const mostVersions = 200;
const find = query<Key>()((place) =>
  build
    .select({ body: commentVersion.body, at: commentVersion.at })
    .from(commentVersion)
    .where(and(eq(commentVersion.organizationId, place.organizationId), eq(commentVersion.commentId, place.commentId)))
    .orderBy(sql`${commentVersion.version} desc`)
    .limit(mostVersions),
);
