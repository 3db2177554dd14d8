import { z } from 'zod';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { keysetById, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
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
  { teamId, ...pageInput }: z.output<typeof InvitesQuery>,
): Promise<Page<Invite>> {
  return keysetPage(pageInput, {
    kinds: order.kinds,
    find: (page) => {
      const shape = { cursor: page.hasCursor, team: teamId !== undefined };
      return find(ctx, shape, { organizationId, teamId: teamId ?? null, ...page });
    },
    keyOf: ({ id }) => [id],
    toItems: (rows) => [...rows],
  });
}

const order = keysetById(inviteTable.id);
const find = queryFamily<
  { cursor: boolean; team: boolean },
  PageParams & { organizationId: OrganizationId; teamId: TeamId | null }
>()((shape, params) =>
  qb
    .select(inviteColumns)
    .from(inviteTable)
    .where(
      and(
        eq(inviteTable.organizationId, params.organizationId),
        sql`${inviteTable.closedAt} is null`,
        shape.team ? eq(inviteTable.teamId, params.teamId) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
