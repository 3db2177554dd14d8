import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { hasWords, type SearchWords, searchWords } from '#platform/database/folding.ts';
import { keysetByName, nameKeys, type PageParams, pageParams, toPage } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { only, query, queryFamily, statement } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { personText } from './list-members.ts';
import { joinRequest, member, organization, person, team, teamMember } from '../schema.ts';

// What auth asks through its ports.

/** Whether an organization would be left without an owner if this person left. */
export const isLastOwner = (ctx: TeamsContext, input: { userId: UserId }): Promise<{ isLastOwner: boolean }> =>
  only(lastOwner(ctx, input));

/** People with whom the caller shares an organization that is open to them, by name. */
export async function colleagues(
  ctx: TeamsContext,
  { q, cursor, limit }: { q: string; cursor: string | null; limit: number },
): Promise<{ userIds: UserId[]; nextCursor: string | null }> {
  const { memberOrganizationIds: organizationIds } = await ctx.scopeOf(ctx.actor);
  const page = pageParams({ limit, cursor: cursor ?? undefined }, nameKeys);
  const shape = { language: await ctx.people.languageOf(ctx.actor), q: q !== '', cursor: page.hasCursor };
  const rows = await findColleagues(ctx, shape, { ...page, ...searchWords(q), organizationIds });
  const { items, nextCursor } = toPage(rows, page, ({ userId }) => userId);
  return { userIds: items, nextCursor };
}

export async function areColleagues(
  ctx: TeamsContext,
  { otherId }: { otherId: UserId },
): Promise<{ areColleagues: boolean }> {
  const { memberOrganizationIds: organizationIds } = await ctx.scopeOf(ctx.actor);
  return only(shareOrganization(ctx, { organizationIds, otherId }));
}

/** What is kept here of a person. */
export async function personalData(ctx: TeamsContext, { userId }: { userId: UserId }) {
  const [memberships, teams, joinRequests] = await Promise.all([
    membershipsWithNames(ctx, { userId }),
    teamsWithNames(ctx, { userId }),
    requestsWithNames(ctx, { userId }),
  ]);
  return {
    memberships: memberships.map((membership) => ({
      ...membership,
      teams: teams
        .filter(({ organizationId }) => organizationId === membership.organizationId)
        .map(({ organizationId: _organizationId, ...shown }) => shown),
    })),
    joinRequests,
  };
}

const lastOwner = statement<{ userId: UserId }, { isLastOwner: boolean }>(
  (place) => sql`
    select exists (
      select from ${member} own join ${organization} on ${organization.id} = own.organization_id
      where own.user_id = ${place.userId} and own.role = 'owner' and ${organization.deletedAt} is null
        and not exists (
          select from ${member} other
          where other.organization_id = own.organization_id and other.role = 'owner' and other.user_id <> own.user_id)
        and exists (
          select from ${member} other
          where other.organization_id = own.organization_id and other.user_id <> own.user_id)) as "isLastOwner"`,
);
/** Guests are known to the members, and know nobody. */
const findColleagues = queryFamily<
  { language: Language; q: boolean; cursor: boolean },
  PageParams & SearchWords & { organizationIds: readonly OrganizationId[] }
>()((shape, params) => {
  const order = keysetByName(shape.language, person.name, person.userId);
  const known = sql`select user_id from ${member} where organization_id = any(${params.organizationIds})`;
  return build
    .select({ userId: person.userId, ...order.columns })
    .from(person)
    .where(
      and(
        sql`${person.userId} in (${known})`,
        shape.q ? hasWords(personText, params) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});
const shareOrganization = statement<
  { organizationIds: readonly OrganizationId[]; otherId: UserId },
  { areColleagues: boolean }
>(
  (place) => sql`
    select exists (
      select from ${member}
      where organization_id = any(${place.organizationIds}) and user_id = ${place.otherId}) as "areColleagues"`,
);
const membershipsWithNames = query<{ userId: UserId }>()((place) =>
  build
    .select({
      organizationId: member.organizationId,
      name: organization.name,
      role: member.role,
      position: member.position,
      title: member.title,
      joinedAt: member.joinedAt,
    })
    .from(member)
    .innerJoin(organization, eq(organization.id, member.organizationId))
    .where(and(eq(member.userId, place.userId), isNull(organization.deletedAt)))
    .orderBy(member.joinedAt, member.organizationId),
);
const teamsWithNames = query<{ userId: UserId }>()((place) =>
  build
    .select({
      organizationId: teamMember.organizationId,
      teamId: teamMember.teamId,
      name: team.name,
      role: teamMember.role,
      joinedAt: teamMember.joinedAt,
    })
    .from(teamMember)
    .innerJoin(team, and(eq(team.organizationId, teamMember.organizationId), eq(team.id, teamMember.teamId)))
    .where(and(eq(teamMember.userId, place.userId), isNull(team.deletedAt)))
    .orderBy(teamMember.joinedAt, teamMember.teamId),
);
const requestsWithNames = query<{ userId: UserId }>()((place) =>
  build
    .select({
      organizationId: joinRequest.organizationId,
      name: organization.name,
      message: joinRequest.message,
      state: joinRequest.state,
      createdAt: joinRequest.createdAt,
    })
    .from(joinRequest)
    .innerJoin(organization, eq(organization.id, joinRequest.organizationId))
    .where(and(eq(joinRequest.userId, place.userId), isNull(organization.deletedAt)))
    .orderBy(joinRequest.id),
);
