import { z } from 'zod';
import { Person, personIn } from '#modules/auth';
import { and, qb, eq, isNull } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { keysetById, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { JoinRequestId, joinRequestStates } from '../contract.ts';
import { joinRequestTable, organizationTable } from '../schema.ts';

export const JoinRequest = z
  .strictObject({
    id: JoinRequestId,
    organizationId: OrganizationId,
    user: Person.nullable().describe('Null if the account was deleted.'),
    message: z.string(),
    state: z.enum(joinRequestStates),
    createdAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'JoinRequest' });
export type JoinRequest = z.infer<typeof JoinRequest>;

export const JoinRequestsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(joinRequestStates).default('open'),
});

export const joinRequestColumns = {
  id: joinRequestTable.id,
  organizationId: joinRequestTable.organizationId,
  userId: joinRequestTable.userId,
  message: joinRequestTable.message,
  state: joinRequestTable.state,
  createdAt: joinRequestTable.createdAt,
  decidedAt: joinRequestTable.decidedAt,
  version: joinRequestTable.version,
};
export type JoinRequestRow = Pick<typeof joinRequestTable.$inferSelect, keyof typeof joinRequestColumns>;

/** The only query of a request by id without its organization: the caller's scope decides who sees it. */
export const joinRequestById = query<{ id: JoinRequestId }>()((params) =>
  qb
    .select({ ...joinRequestColumns, organizationName: organizationTable.name })
    .from(joinRequestTable)
    .innerJoin(organizationTable, eq(organizationTable.id, joinRequestTable.organizationId))
    .where(and(eq(joinRequestTable.id, params.id), isNull(organizationTable.deletedAt))),
);
export type FoundJoinRequest = Awaited<ReturnType<typeof joinRequestById>>[number];

/** Requests to join, newest first. */
export async function listJoinRequests(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  { state, ...pageInput }: z.output<typeof JoinRequestsQuery>,
): Promise<Page<JoinRequest>> {
  return keysetPage(pageInput, {
    kinds: order.kinds,
    find: (page) => find(ctx, { cursor: page.hasCursor }, { organizationId, state, ...page }),
    keyOf: ({ id }) => [id],
    toItems: async (rows) => {
      const people = await ctx.people.byIds(rows.map(({ userId }) => userId));
      return rows.map((row) => toJoinRequest(row, people));
    },
  });
}

export async function showJoinRequest(ctx: TeamsContext, row: JoinRequestRow): Promise<JoinRequest> {
  return toJoinRequest(row, await ctx.people.byIds([row.userId]));
}

function toJoinRequest(
  { userId, version: _version, ...row }: JoinRequestRow,
  people: Awaited<ReturnType<TeamsContext['people']['byIds']>>,
): JoinRequest {
  return { ...row, user: personIn(people, userId) };
}

const order = keysetById(joinRequestTable.id);
const find = queryFamily<{ cursor: boolean }, PageParams & { organizationId: OrganizationId; state: string }>()(
  (shape, params) =>
    qb
      .select(joinRequestColumns)
      .from(joinRequestTable)
      .where(
        and(
          eq(joinRequestTable.organizationId, params.organizationId),
          eq(joinRequestTable.state, params.state),
          shape.cursor ? order.behind(params) : undefined,
        ),
      )
      .orderBy(...order.orderBy)
      .limit(params.limit),
);
