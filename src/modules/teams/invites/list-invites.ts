import { and, build, eq, lt, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom } from '#platform/http/pagination.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { invite } from '../schema.ts';
import { type Invite, inviteColumns } from './invite.ts';

/** Open invites, newest first. */
export async function listInvites(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Invite>> {
  const [id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['id']);
  const rows = await find(ctx, { cursor: cursor !== undefined }, { organizationId, limit: limit + 1, id: String(id) });
  return pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
}

// Ids are made in the order of time, so that they are the sort key, too.
const find = queryFamily<{ cursor: boolean }, { organizationId: OrganizationId; limit: number; id: string }>()(
  (shape, place) =>
    build
      .select(inviteColumns)
      .from(invite)
      .where(
        and(
          eq(invite.organizationId, place.organizationId),
          sql`${invite.closedAt} is null`,
          shape.cursor ? lt(invite.id, place.id) : undefined,
        ),
      )
      .orderBy(sql`${invite.id} desc`)
      .limit(place.limit),
);
