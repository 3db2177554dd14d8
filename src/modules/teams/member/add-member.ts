import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { OrganizationRole, TeamRole } from '#platform/access/scope.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { publish } from '../publish.ts';
import { memberTable, organizationTable, personTable, teamTable, teamMemberTable } from '../schema.ts';

/**
 * Adds a person to an organization, and to its default team unless they are a guest. Idempotent. Call it inside the
 * transaction of the change.
 * @throws DomainError 409 `account-gone` for an account that is deleted, or about to be.
 */
export async function addMember(
  ctx: TeamsContext,
  { organizationId, userId, role }: { organizationId: OrganizationId; userId: UserId; role: OrganizationRole },
): Promise<void> {
  const memberName = await rememberPerson(ctx, userId);
  const added = await insertMember(ctx, { organizationId, userId, role, joinedAt: ctx.clock.now().toISOString() });
  if (added.length === 0) return;
  await access.record(ctx, `user:${userId}`);
  const admins = await adminsAndName(ctx, organizationId);
  await publish(ctx, {
    type: 'member.joined',
    organizationId,
    subject: { kind: 'member', id: userId, version: 1 },
    audience: audience(organizationId, { everyone: true, userIds: [userId] }),
    payload: { userId, role, memberName, ...admins },
  });
  const [defaultTeam] = role === 'guest' ? [] : await liveDefaultTeam(ctx, { organizationId });
  if (!defaultTeam) return;
  const entry = { organizationId, teamId: defaultTeam.id, userId, role: 'member' } as const;
  await addTeamMember(ctx, entry, admins.adminIds);
}

/**
 * Adds a member of the organization to one of its teams, or changes their role there.
 * @param informed Who is notified otherwise that the person joined.
 */
export async function addTeamMember(
  ctx: TeamsContext,
  entry: { organizationId: OrganizationId; teamId: TeamId; userId: UserId; role: TeamRole },
  informed: readonly UserId[] = [],
): Promise<void> {
  const [added] = await upsertTeamMember(ctx, { ...entry, joinedAt: ctx.clock.now().toISOString() });
  await access.record(ctx, `user:${entry.userId}`);
  await publish(ctx, {
    type: 'team-member.changed',
    organizationId: entry.organizationId,
    subject: { kind: 'team-member', id: entry.userId, version: 1 },
    audience: audience(entry.organizationId, { everyone: true, userIds: [entry.userId] }),
    payload: {
      teamId: entry.teamId,
      userId: entry.userId,
      ...(added?.isNew === true ? { joined: await joinedTeam(ctx, entry, informed) } : {}),
    },
  });
}

async function joinedTeam(
  ctx: TeamsContext,
  {
    organizationId,
    teamId,
    userId,
    role,
  }: { organizationId: OrganizationId; teamId: TeamId; userId: UserId; role: TeamRole },
  informed: readonly UserId[],
) {
  const admins = await teamAdmins(ctx, { organizationId, teamId });
  const named = await maybeOne(namesOf(ctx, { organizationId, teamId, userId }));
  const adminIds = admins.map((admin) => admin.userId).filter((id) => id !== userId && !informed.includes(id));
  return { teamName: named?.teamName ?? '', memberName: named?.memberName ?? '', role, adminIds };
}

/** Copies the names of a person who joins; later changes arrive as events. */
async function rememberPerson(ctx: TeamsContext, userId: UserId): Promise<string> {
  const contact = (await ctx.people.byIds([userId])).get(userId);
  if (!contact || contact.isLeaving) throw conflict('account-gone', 'This account is deleted or being deleted.');
  await storePerson(ctx, contact);
  return contact.name;
}

async function adminsAndName(ctx: TeamsContext, organizationId: OrganizationId) {
  const [admins, [organization]] = await Promise.all([
    adminsOf(ctx, { organizationId }),
    nameOf(ctx, { organizationId }),
  ]);
  return { adminIds: admins.map(({ userId }) => userId), organizationName: organization?.name ?? '' };
}

export async function storePerson(
  ctx: TeamsContext,
  { id, name, username, email, avatarUrl, version }: Omit<PersonCopy, 'userId'> & { readonly id: UserId },
): Promise<void> {
  await upsertPerson(ctx, { userId: id, name, username, email, avatarUrl, version });
}

interface PersonCopy {
  readonly userId: UserId;
  readonly name: string;
  readonly username: string;
  readonly email: string;
  readonly avatarUrl: string | null;
  readonly version: number;
}

const upsertPerson = query<PersonCopy>()((params) =>
  qb
    .insert(personTable)
    .values({
      userId: params.userId,
      name: params.name,
      username: params.username,
      email: params.email,
      avatarUrl: params.avatarUrl,
      version: params.version,
    })
    .onConflictDoUpdate({
      target: personTable.userId,
      set: {
        name: sql`excluded.name`,
        username: sql`excluded.username`,
        email: sql`excluded.email`,
        avatarUrl: sql`excluded.avatar_url`,
        version: sql`excluded.version`,
      },
      setWhere: sql`${personTable.version} < excluded.version`,
    }),
);
const insertMember = query<{ organizationId: OrganizationId; userId: UserId; role: string; joinedAt: string }>()(
  (params) =>
    qb
      .insert(memberTable)
      .values({
        organizationId: params.organizationId,
        userId: params.userId,
        role: params.role,
        joinedAt: params.joinedAt,
      })
      .onConflictDoNothing()
      .returning({ userId: memberTable.userId }),
);
/** The organization's owners and admins. */
export const adminsOf = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ userId: memberTable.userId })
    .from(memberTable)
    .where(and(eq(memberTable.organizationId, params.organizationId), sql`${memberTable.role} in ('owner', 'admin')`))
    .limit(100),
);
const nameOf = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ name: organizationTable.name })
    .from(organizationTable)
    .where(eq(organizationTable.id, params.organizationId)),
);
const liveDefaultTeam = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ id: teamTable.id })
    .from(organizationTable)
    .innerJoin(
      teamTable,
      and(eq(teamTable.organizationId, organizationTable.id), eq(teamTable.id, organizationTable.defaultTeamId)),
    )
    .where(
      and(eq(organizationTable.id, params.organizationId), isNull(teamTable.deletedAt), isNull(teamTable.archivedAt)),
    ),
);
const upsertTeamMember = query<{
  organizationId: OrganizationId;
  teamId: TeamId;
  userId: UserId;
  role: string;
  joinedAt: string;
}>()((params) =>
  qb
    .insert(teamMemberTable)
    .values({
      organizationId: params.organizationId,
      teamId: params.teamId,
      userId: params.userId,
      role: params.role,
      joinedAt: params.joinedAt,
    })
    .onConflictDoUpdate({
      target: [teamMemberTable.organizationId, teamMemberTable.teamId, teamMemberTable.userId],
      set: { role: sql`excluded.role` },
    })
    // Only an updated row has a transaction that replaced another version of it.
    .returning({ isNew: sql<boolean>`xmax = 0` }),
);
const teamAdmins = query<{ organizationId: OrganizationId; teamId: TeamId }>()((params) =>
  qb
    .select({ userId: teamMemberTable.userId })
    .from(teamMemberTable)
    .where(
      and(
        eq(teamMemberTable.organizationId, params.organizationId),
        eq(teamMemberTable.teamId, params.teamId),
        sql`${teamMemberTable.role} in ('owner', 'admin')`,
      ),
    )
    .limit(100),
);
const namesOf = query<{ organizationId: OrganizationId; teamId: TeamId; userId: UserId }>()((params) =>
  qb
    .select({ teamName: teamTable.name, memberName: personTable.name })
    .from(teamTable)
    .innerJoin(personTable, eq(personTable.userId, params.userId))
    .where(and(eq(teamTable.organizationId, params.organizationId), eq(teamTable.id, params.teamId))),
);
