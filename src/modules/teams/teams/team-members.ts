import { z } from 'zod';
import { Person } from '#modules/auth';
import type { Authorized } from '#platform/access/authorized.ts';
import { isTeamAdmin, notATeamAdmin, type TeamMembership, type TeamInOrganization } from '#platform/http/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq } from '#platform/database/drizzle.ts';
import {
  keysetByName,
  keysetPage,
  type KeysetRow,
  nameKeys,
  type PageParams,
  sortKeysOf,
} from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { maybeOne, one, query, queryFamily } from '#platform/database/query.ts';
import { conflict, invalid, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, type TeamId, UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { TeamRole } from '../contract.ts';
import { closeLostInvites } from '../invites/close-invites.ts';
import { addTeamMember } from '../member/add-member.ts';
import { lockMembers, memberOf } from '../member/member.ts';
import { myMembership } from '../member/current-membership.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { publish } from '../publish.ts';
import { personTable, teamMemberTable } from '../schema.ts';
import { checkTeamRole } from './rules.ts';

export const TeamMember = z
  .strictObject({ userId: UserId, user: Person, role: TeamRole, joinedAt: z.iso.datetime() })
  .meta({ id: 'TeamMember' });
export type TeamMember = z.infer<typeof TeamMember>;

/** Members of a team, by name. */
export async function listTeamMembers(
  ctx: TeamsContext,
  { team }: TeamInOrganization,
  pageInput: PageQuery,
): Promise<Page<TeamMember>> {
  const key = { organizationId: team.organizationId, teamId: team.id };
  const language = await ctx.people.languageOf(ctx.actor);
  return keysetPage(pageInput, {
    kinds: nameKeys,
    find: (page) => find(ctx, { language, cursor: page.hasCursor }, { ...page, ...key }),
    keyOf: sortKeysOf,
    toItems: (rows) => rows.map(toTeamMember),
  });
}

/** A person's role in a team, deleted or not; undefined if they are not in it. */
export async function roleIn(ctx: TeamsContext, key: Key & { userId: UserId }): Promise<TeamRole | undefined> {
  return (await maybeOne(findOne(ctx, key)))?.role;
}

/** Adds a member of the organization to the team, or changes their role in it. */
export function setTeamMember(
  ctx: TeamsContext,
  { organization, team }: Authorized<TeamInOrganization, 'administer'>,
  userId: UserId,
  role: TeamRole,
): Promise<TeamMember> {
  return withTransaction(ctx, async (inTx) => {
    const key = { organizationId: organization.id, teamId: team.id };
    const own = await myTeamMembership(inTx, key);
    if (!isTeamAdmin(own)) throw notATeamAdmin();
    const member = await memberOf(inTx, organization.id, userId);
    if (!member) throw notFound();
    if (member.role === 'guest')
      throw invalid('role', 'Guests can’t be members of a team. Make them a member of the organization first.');
    const owners = await ownersOf(inTx, key);
    const before = owners.some((owner) => owner.userId === userId) ? 'owner' : null;
    checkTeamRole(own, { before, after: role });
    if (role !== 'owner') assertNotLastOwner(owners, userId);
    await addTeamMember(inTx, { ...key, userId, role });
    await closeLostInvites(inTx, organization.id, userId);
    return toTeamMember(await one(findOne(inTx, { ...key, userId })));
  });
}

/** Removes a person from the team. */
export function removeTeamMember(
  ctx: TeamsContext,
  { organization, team }: Authorized<TeamInOrganization, 'administer'>,
  userId: UserId,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const key = { organizationId: organization.id, teamId: team.id };
    const own = await myTeamMembership(inTx, key);
    const owners = await ownersOf(inTx, key);
    if (userId !== ctx.scope.userId) {
      if (!isTeamAdmin(own)) throw notATeamAdmin();
      const isOwner = owners.some((owner) => owner.userId === userId);
      checkTeamRole(own, { before: isOwner ? 'owner' : null, after: null });
    }
    assertNotLastOwner(owners, userId);
    const removed = await remove(inTx, { ...key, userId });
    if (removed.length === 0) throw notFound();
    await closeLostInvites(inTx, organization.id, userId);
    await access.record(inTx, `user:${userId}`);
    await publish(inTx, {
      type: 'team-member.changed',
      organizationId: organization.id,
      subject: { kind: 'team-member', id: userId, version: 1 },
      audience: audience(organization.id, { everyone: true, userIds: [userId] }),
      payload: { teamId: team.id, userId },
    });
  });
}

/**
 * Locks the members, and reads the actor's current role in the team, which may have changed since the request started.
 */
async function myTeamMembership(ctx: TeamsContext, { organizationId, teamId }: Key): Promise<TeamMembership> {
  await lockMembers(ctx, { organizationId });
  await lockOrganization(ctx, organizationId);
  const organization = await myMembership(ctx, organizationId);
  return { organization, team: { role: organization.team(teamId)?.role ?? null } };
}

function assertNotLastOwner(owners: readonly { readonly userId: UserId }[], userId: UserId): void {
  if (owners.length === 1 && owners[0]?.userId === userId) {
    throw conflict('last-owner', 'A team needs at least one owner. Make someone else an owner first.');
  }
}

type Row = Awaited<ReturnType<typeof find>>[number];

function toTeamMember({
  userId,
  role,
  joinedAt,
  name,
  username,
  email,
  avatarUrl,
}: Omit<Row, keyof KeysetRow>): TeamMember {
  return { userId, user: { id: userId, username, name, avatarUrl, email }, role, joinedAt };
}

const columns = {
  userId: teamMemberTable.userId,
  role: teamMemberTable.role,
  joinedAt: teamMemberTable.joinedAt,
  name: personTable.name,
  username: personTable.username,
  email: personTable.email,
  avatarUrl: personTable.avatarUrl,
};
type Key = { organizationId: OrganizationId; teamId: TeamId };
const find = queryFamily<{ language: Language; cursor: boolean }, PageParams & Key>()((shape, params) => {
  const order = keysetByName(shape.language, personTable.name, teamMemberTable.userId);
  return qb
    .select({ ...columns, ...order.columns })
    .from(teamMemberTable)
    .innerJoin(personTable, eq(personTable.userId, teamMemberTable.userId))
    .where(
      and(
        eq(teamMemberTable.organizationId, params.organizationId),
        eq(teamMemberTable.teamId, params.teamId),
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});
const findOne = query<Key & { userId: UserId }>()((params) =>
  qb
    .select(columns)
    .from(teamMemberTable)
    .innerJoin(personTable, eq(personTable.userId, teamMemberTable.userId))
    .where(
      and(
        eq(teamMemberTable.organizationId, params.organizationId),
        eq(teamMemberTable.teamId, params.teamId),
        eq(teamMemberTable.userId, params.userId),
      ),
    ),
);
const ownersOf = query<Key>()((params) =>
  qb
    .select({ userId: teamMemberTable.userId })
    .from(teamMemberTable)
    .where(
      and(
        eq(teamMemberTable.organizationId, params.organizationId),
        eq(teamMemberTable.teamId, params.teamId),
        eq(teamMemberTable.role, 'owner'),
      ),
    ),
);
const remove = query<Key & { userId: UserId }>()((params) =>
  qb
    .delete(teamMemberTable)
    .where(
      and(
        eq(teamMemberTable.organizationId, params.organizationId),
        eq(teamMemberTable.teamId, params.teamId),
        eq(teamMemberTable.userId, params.userId),
      ),
    )
    .returning({ userId: teamMemberTable.userId }),
);
