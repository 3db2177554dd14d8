import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { hasWords, type SearchWords, searchWords } from '#platform/database/folding.ts';
import { keysetByName, keysetPage, nameKeys, type PageParams, sortKeysOf } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { one, query, queryFamily, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { personText } from './list-members.ts';
import {
  joinRequestTable,
  memberTable,
  organizationTable,
  personTable,
  teamTable,
  teamMemberTable,
} from '../schema.ts';

// Queries for the ports of auth.

/** Whether the person is the last owner of an organization. */
export const isLastOwner = (ctx: TeamsContext, input: { userId: UserId }): Promise<{ isLastOwner: boolean }> =>
  one(lastOwner(ctx, input));

/** People who share an organization with the caller that the caller can open, by name. */
export async function colleagues(
  ctx: TeamsContext,
  { q, cursor, limit }: { q: string; cursor: string | null; limit: number },
): Promise<{ userIds: UserId[]; nextCursor: string | null }> {
  const { memberOrganizationIds: organizationIds } = await ctx.scopeOf(ctx.actor);
  const language = await ctx.people.languageOf(ctx.actor);
  const { items, nextCursor } = await keysetPage(
    { limit, cursor: cursor ?? undefined },
    {
      kinds: nameKeys,
      find: (page) => {
        const shape = { language, q: q !== '', cursor: page.hasCursor };
        return findColleagues(ctx, shape, { ...page, ...searchWords(q), organizationIds });
      },
      keyOf: sortKeysOf,
      toItems: (rows) => rows.map(({ userId }) => userId),
    },
  );
  return { userIds: items, nextCursor };
}

export async function areColleagues(
  ctx: TeamsContext,
  { otherId }: { otherId: UserId },
): Promise<{ areColleagues: boolean }> {
  const { memberOrganizationIds: organizationIds } = await ctx.scopeOf(ctx.actor);
  return one(shareOrganization(ctx, { organizationIds, otherId }));
}

/** A person's data in this module. */
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
        .map(({ organizationId: _organizationId, ...team }) => team),
    })),
    joinRequests,
  };
}

const lastOwner = rawQuery<{ userId: UserId }, { isLastOwner: boolean }>(
  (params) => sql`
    select exists (
      select from ${memberTable} own join ${organizationTable} on ${organizationTable.id} = own.organization_id
      where own.user_id = ${params.userId} and own.role = 'owner' and ${organizationTable.deletedAt} is null
        and not exists (
          select from ${memberTable} other
          where other.organization_id = own.organization_id and other.role = 'owner' and other.user_id <> own.user_id)
        and exists (
          select from ${memberTable} other
          where other.organization_id = own.organization_id and other.user_id <> own.user_id)) as "isLastOwner"`,
);
/** Members see guests; guests see nobody. */
const findColleagues = queryFamily<
  { language: Language; q: boolean; cursor: boolean },
  PageParams & SearchWords & { organizationIds: readonly OrganizationId[] }
>()((shape, params) => {
  const order = keysetByName(shape.language, personTable.name, personTable.userId);
  const memberIds = sql`select user_id from ${memberTable} where organization_id = any(${params.organizationIds})`;
  return qb
    .select({ userId: personTable.userId, ...order.columns })
    .from(personTable)
    .where(
      and(
        sql`${personTable.userId} in (${memberIds})`,
        shape.q ? hasWords(personText, params) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});
const shareOrganization = rawQuery<
  { organizationIds: readonly OrganizationId[]; otherId: UserId },
  { areColleagues: boolean }
>(
  (params) => sql`
    select exists (
      select from ${memberTable}
      where organization_id = any(${params.organizationIds}) and user_id = ${params.otherId}) as "areColleagues"`,
);
const membershipsWithNames = query<{ userId: UserId }>()((params) =>
  qb
    .select({
      organizationId: memberTable.organizationId,
      name: organizationTable.name,
      role: memberTable.role,
      position: memberTable.position,
      title: memberTable.title,
      joinedAt: memberTable.joinedAt,
    })
    .from(memberTable)
    .innerJoin(organizationTable, eq(organizationTable.id, memberTable.organizationId))
    .where(and(eq(memberTable.userId, params.userId), isNull(organizationTable.deletedAt)))
    .orderBy(memberTable.joinedAt, memberTable.organizationId),
);
const teamsWithNames = query<{ userId: UserId }>()((params) =>
  qb
    .select({
      organizationId: teamMemberTable.organizationId,
      teamId: teamMemberTable.teamId,
      name: teamTable.name,
      role: teamMemberTable.role,
      joinedAt: teamMemberTable.joinedAt,
    })
    .from(teamMemberTable)
    .innerJoin(
      teamTable,
      and(eq(teamTable.organizationId, teamMemberTable.organizationId), eq(teamTable.id, teamMemberTable.teamId)),
    )
    .where(and(eq(teamMemberTable.userId, params.userId), isNull(teamTable.deletedAt)))
    .orderBy(teamMemberTable.joinedAt, teamMemberTable.teamId),
);
const requestsWithNames = query<{ userId: UserId }>()((params) =>
  qb
    .select({
      organizationId: joinRequestTable.organizationId,
      name: organizationTable.name,
      message: joinRequestTable.message,
      state: joinRequestTable.state,
      createdAt: joinRequestTable.createdAt,
    })
    .from(joinRequestTable)
    .innerJoin(organizationTable, eq(organizationTable.id, joinRequestTable.organizationId))
    .where(and(eq(joinRequestTable.userId, params.userId), isNull(organizationTable.deletedAt)))
    .orderBy(joinRequestTable.id),
);
