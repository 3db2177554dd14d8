import { and, qb, eq, isNull } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { TeamRole } from '../contract.ts';
import type { InviterRoles } from '../policy.ts';
import { teamTable, teamMemberTable } from '../schema.ts';
import { memberOf } from './member.ts';

export interface CurrentMembership extends InviterRoles {
  readonly id: OrganizationId;
  team(id: TeamId): { readonly role: TeamRole } | undefined;
}

/**
 * A person's current membership of an organization and its teams, from the rows; null if they are not a member. Behind
 * `lockMembers` it does not change until the transaction ends; a scope can be older.
 */
export async function currentMembership(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  userId: UserId,
): Promise<CurrentMembership | null> {
  const [row, teams] = await Promise.all([
    memberOf(ctx, organizationId, userId),
    teamRolesOf(ctx, { organizationId, userId }),
  ]);
  if (!row) return null;
  return {
    id: organizationId,
    role: row.role,
    isAdmin: row.role === 'owner' || row.role === 'admin',
    team: (id) => teams.find(({ teamId }) => teamId === id),
  };
}

/**
 * The actor's current membership, which may have changed since the request started.
 * @throws DomainError 404 if there is none.
 */
export async function myMembership(ctx: TeamsContext, organizationId: OrganizationId): Promise<CurrentMembership> {
  const { userId } = ctx.scope;
  const mine = userId === null ? null : await currentMembership(ctx, organizationId, userId);
  if (!mine) throw notFound();
  return mine;
}

const teamRolesOf = query<{ organizationId: OrganizationId; userId: UserId }>()((params) =>
  qb
    .select({ teamId: teamMemberTable.teamId, role: teamMemberTable.role })
    .from(teamMemberTable)
    .innerJoin(
      teamTable,
      and(eq(teamTable.organizationId, teamMemberTable.organizationId), eq(teamTable.id, teamMemberTable.teamId)),
    )
    .where(
      and(
        eq(teamMemberTable.organizationId, params.organizationId),
        eq(teamMemberTable.userId, params.userId),
        isNull(teamTable.deletedAt),
      ),
    ),
);
