import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TeamsApi } from '../contract.ts';
import type { TeamsContext } from '../context.ts';
import { memberTable, organizationTable, teamTable, teamMemberTable } from '../schema.ts';

type Output<Method extends keyof TeamsApi> = Awaited<ReturnType<TeamsApi[Method]>>;

/**
 * A person's organizations with their role, and their teams in each. Deleted organizations are included: they have no
 * directory, so a scope omits them until they are restored.
 */
export async function membershipsOf(
  ctx: TeamsContext,
  { userId }: { userId: UserId },
): Promise<Output<'membershipsOf'>> {
  const [organizations, teams] = await Promise.all([organizationsOf(ctx, { userId }), teamsOf(ctx, { userId })]);
  return organizations.map(({ organizationId, role }) => ({
    organizationId,
    role,
    teams: teams
      .filter((entry) => entry.organizationId === organizationId)
      .map(({ teamId, role: own }) => ({ teamId, role: own })),
  }));
}

/** The data of an organization that all its members share; null if it does not exist. */
export async function directory(
  ctx: TeamsContext,
  { organizationId }: { organizationId: OrganizationId },
): Promise<Output<'directory'>> {
  const [organizations, teams] = await Promise.all([
    maybeOne(settingsOf(ctx, { organizationId })),
    liveTeams(ctx, { organizationId }),
  ]);
  if (!organizations) return null;
  return {
    ...organizations,
    teams: teams.map(({ archivedAt, ...row }) => ({ ...row, isArchived: archivedAt !== null })),
  };
}

/** Those of these people who may read the team's tasks. */
export async function readersOfTeam(
  ctx: TeamsContext,
  input: { organizationId: OrganizationId; teamId: TeamId; userIds: readonly UserId[] },
): Promise<UserId[]> {
  return (await readers(ctx, input)).map(({ userId }) => userId);
}

/** Those of these people who are members of the organization, unless it is deleted. */
export function membersOf(
  ctx: TeamsContext,
  input: { organizationId: OrganizationId; userIds: readonly UserId[] },
): Promise<Output<'membersOf'>> {
  return members(ctx, input);
}

const organizationsOf = query<{ userId: UserId }>()((params) =>
  qb
    .select({ organizationId: memberTable.organizationId, role: memberTable.role })
    .from(memberTable)
    .where(eq(memberTable.userId, params.userId))
    .orderBy(memberTable.organizationId),
);
const teamsOf = query<{ userId: UserId }>()((params) =>
  qb
    .select({
      organizationId: teamMemberTable.organizationId,
      teamId: teamMemberTable.teamId,
      role: teamMemberTable.role,
    })
    .from(teamMemberTable)
    .where(eq(teamMemberTable.userId, params.userId)),
);
const settingsOf = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({
      id: organizationTable.id,
      name: organizationTable.name,
      membersMakeProjects: organizationTable.membersMakeProjects,
      membersMakeLabels: organizationTable.membersMakeLabels,
      requireSecondFactor: organizationTable.requireSecondFactor,
      weekStart: organizationTable.weekStart,
      locale: organizationTable.locale,
    })
    .from(organizationTable)
    .where(and(eq(organizationTable.id, params.organizationId), isNull(organizationTable.deletedAt))),
);
const liveTeams = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({
      id: teamTable.id,
      name: teamTable.name,
      key: teamTable.key,
      visibility: teamTable.visibility,
      editPolicy: teamTable.editPolicy,
      deleteOpenTasks: teamTable.deleteOpenTasks,
      archivedAt: teamTable.archivedAt,
    })
    .from(teamTable)
    .where(and(eq(teamTable.organizationId, params.organizationId), isNull(teamTable.deletedAt)))
    .orderBy(teamTable.name, teamTable.id),
);
const readers = query<{ organizationId: OrganizationId; teamId: TeamId; userIds: readonly UserId[] }>()((params) =>
  qb
    .select({ userId: memberTable.userId })
    .from(memberTable)
    .innerJoin(
      teamTable,
      and(
        eq(teamTable.organizationId, memberTable.organizationId),
        eq(teamTable.id, params.teamId),
        isNull(teamTable.deletedAt),
      ),
    )
    .leftJoin(
      teamMemberTable,
      and(
        eq(teamMemberTable.organizationId, memberTable.organizationId),
        eq(teamMemberTable.teamId, teamTable.id),
        eq(teamMemberTable.userId, memberTable.userId),
      ),
    )
    .where(
      and(
        eq(memberTable.organizationId, params.organizationId),
        sql`${memberTable.userId} = any(${params.userIds})`,
        sql`${memberTable.role} <> 'guest'`,
        sql`(${teamTable.visibility} = 'organization' or ${memberTable.role} in ('owner', 'admin') or ${teamMemberTable.userId} is not null)`,
      ),
    ),
);
const members = query<{ organizationId: OrganizationId; userIds: readonly UserId[] }>()((params) =>
  qb
    .select({ userId: memberTable.userId, role: memberTable.role })
    .from(memberTable)
    .innerJoin(organizationTable, eq(organizationTable.id, memberTable.organizationId))
    .where(
      and(
        eq(memberTable.organizationId, params.organizationId),
        sql`${memberTable.userId} = any(${params.userIds})`,
        isNull(organizationTable.deletedAt),
      ),
    ),
);
