import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TeamsApi } from '../contract.ts';
import type { TeamsContext } from '../context.ts';
import { member, organization, team, teamMember } from '../schema.ts';

type Output<Method extends keyof TeamsApi> = Awaited<ReturnType<TeamsApi[Method]>>;

/**
 * Where a person belongs: their organizations with their role, and their teams in each. Deleted ones are among them:
 * their directory is not there, so that a scope leaves them out until they are restored.
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

/** What everyone in an organization shares; null where it is gone. */
export async function directory(
  ctx: TeamsContext,
  { organizationId }: { organizationId: OrganizationId },
): Promise<Output<'directory'>> {
  const [found, teams] = await Promise.all([
    first(settingsOf(ctx, { organizationId })),
    liveTeams(ctx, { organizationId }),
  ]);
  if (!found) return null;
  return { ...found, teams: teams.map(({ archivedAt, ...row }) => ({ ...row, isArchived: archivedAt !== null })) };
}

/** Those of these people who may read the team's tasks. */
export async function readersOfTeam(
  ctx: TeamsContext,
  input: { organizationId: OrganizationId; teamId: TeamId; userIds: readonly UserId[] },
): Promise<UserId[]> {
  return (await readers(ctx, input)).map(({ userId }) => userId);
}

/** Those of these people who are in the organization, as long as that is not deleted. */
export function membersOf(
  ctx: TeamsContext,
  input: { organizationId: OrganizationId; userIds: readonly UserId[] },
): Promise<Output<'membersOf'>> {
  return members(ctx, input);
}

const organizationsOf = query<{ userId: UserId }>()((place) =>
  build
    .select({ organizationId: member.organizationId, role: member.role })
    .from(member)
    .where(eq(member.userId, place.userId))
    .orderBy(member.organizationId),
);
const teamsOf = query<{ userId: UserId }>()((place) =>
  build
    .select({ organizationId: teamMember.organizationId, teamId: teamMember.teamId, role: teamMember.role })
    .from(teamMember)
    .where(eq(teamMember.userId, place.userId)),
);
const settingsOf = query<{ organizationId: OrganizationId }>()((place) =>
  build
    .select({
      id: organization.id,
      name: organization.name,
      membersMakeProjects: organization.membersMakeProjects,
      membersMakeLabels: organization.membersMakeLabels,
      requireSecondFactor: organization.requireSecondFactor,
      weekStart: organization.weekStart,
      locale: organization.locale,
    })
    .from(organization)
    .where(and(eq(organization.id, place.organizationId), isNull(organization.deletedAt))),
);
const liveTeams = query<{ organizationId: OrganizationId }>()((place) =>
  build
    .select({
      id: team.id,
      name: team.name,
      key: team.key,
      visibility: team.visibility,
      editPolicy: team.editPolicy,
      deleteOpenTasks: team.deleteOpenTasks,
      archivedAt: team.archivedAt,
    })
    .from(team)
    .where(and(eq(team.organizationId, place.organizationId), isNull(team.deletedAt)))
    .orderBy(team.name, team.id),
);
const readers = query<{ organizationId: OrganizationId; teamId: TeamId; userIds: readonly UserId[] }>()((place) =>
  build
    .select({ userId: member.userId })
    .from(member)
    .innerJoin(
      team,
      and(eq(team.organizationId, member.organizationId), eq(team.id, place.teamId), isNull(team.deletedAt)),
    )
    .leftJoin(
      teamMember,
      and(
        eq(teamMember.organizationId, member.organizationId),
        eq(teamMember.teamId, team.id),
        eq(teamMember.userId, member.userId),
      ),
    )
    .where(
      and(
        eq(member.organizationId, place.organizationId),
        sql`${member.userId} = any(${place.userIds})`,
        sql`${member.role} <> 'guest'`,
        sql`(${team.visibility} = 'organization' or ${member.role} in ('owner', 'admin') or ${teamMember.userId} is not null)`,
      ),
    ),
);
const members = query<{ organizationId: OrganizationId; userIds: readonly UserId[] }>()((place) =>
  build
    .select({ userId: member.userId, role: member.role })
    .from(member)
    .innerJoin(organization, eq(organization.id, member.organizationId))
    .where(
      and(
        eq(member.organizationId, place.organizationId),
        sql`${member.userId} = any(${place.userIds})`,
        isNull(organization.deletedAt),
      ),
    ),
);
