import { z } from 'zod';
import { and, qb, eq, lt, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom, pageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { inviteTable } from '../schema.ts';
import { type Invite, inviteColumns } from './invite.ts';

export const InvitesQuery = z.strictObject({
  ...pageQuery,
  teamId: TeamId.optional().describe('Only invitations to this team; required for admins of a team.'),
});

/** Open invites, newest first. */
export async function listInvites(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  { limit, cursor, teamId }: z.output<typeof InvitesQuery>,
): Promise<Page<Invite>> {
  const [id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['id']);
  const shape = { cursor: cursor !== undefined, team: teamId !== undefined };
  const rows = await find(ctx, shape, { organizationId, teamId: teamId ?? null, limit: limit + 1, id: String(id) });
  return pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
}

// Ids are made in the order of time, so that they are the sort key, too.
const find = queryFamily<
  { cursor: boolean; team: boolean },
  { organizationId: OrganizationId; teamId: TeamId | null; limit: number; id: string }
>()((shape, params) =>
  qb
    .select(inviteColumns)
    .from(inviteTable)
    .where(
      and(
        eq(inviteTable.organizationId, params.organizationId),
        sql`${inviteTable.closedAt} is null`,
        shape.team ? eq(inviteTable.teamId, params.teamId) : undefined,
        shape.cursor ? lt(inviteTable.id, params.id) : undefined,
      ),
    )
    .orderBy(sql`${inviteTable.id} desc`)
    .limit(params.limit),
);
