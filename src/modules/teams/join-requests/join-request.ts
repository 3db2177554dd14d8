import { z } from 'zod';
import { Person } from '#modules/auth';
import { and, build, eq, isNull, lt, sql } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom, pageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { JoinRequestId, joinRequestStates } from '../contract.ts';
import { joinRequest, organization } from '../schema.ts';

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
  id: joinRequest.id,
  organizationId: joinRequest.organizationId,
  userId: joinRequest.userId,
  message: joinRequest.message,
  state: joinRequest.state,
  createdAt: joinRequest.createdAt,
  decidedAt: joinRequest.decidedAt,
  version: joinRequest.version,
};
export type JoinRequestRow = Pick<typeof joinRequest.$inferSelect, keyof typeof joinRequestColumns>;

/** The only place where a request's id is resolved without its organization: the scope decides who sees it. */
export const joinRequestById = query<{ id: JoinRequestId }>()((place) =>
  build
    .select({ ...joinRequestColumns, organizationName: organization.name })
    .from(joinRequest)
    .innerJoin(organization, eq(organization.id, joinRequest.organizationId))
    .where(and(eq(joinRequest.id, place.id), isNull(organization.deletedAt))),
);
export type FoundJoinRequest = Awaited<ReturnType<typeof joinRequestById>>[number];

/** Requests to join, newest first. */
export async function listJoinRequests(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  { limit, cursor, state }: z.output<typeof JoinRequestsQuery>,
): Promise<Page<JoinRequest>> {
  const [id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['id']);
  const place = { organizationId, state, limit: limit + 1, id: String(id) };
  const rows = await find(ctx, { cursor: cursor !== undefined }, place);
  const people = await ctx.people.byIds(rows.slice(0, limit).map(({ userId }) => userId));
  return pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row) => toJoinRequest(row, people),
  );
}

export async function showJoinRequest(ctx: TeamsContext, row: JoinRequestRow): Promise<JoinRequest> {
  return toJoinRequest(row, await ctx.people.byIds([row.userId]));
}

function toJoinRequest(
  { userId, version: _version, ...row }: JoinRequestRow,
  people: Awaited<ReturnType<TeamsContext['people']['byIds']>>,
): JoinRequest {
  const found = people.get(userId);
  const user = found && {
    id: found.id,
    username: found.username,
    name: found.name,
    avatarUrl: found.avatarUrl,
    email: found.email,
  };
  return { ...row, user: user ?? null };
}

// Ids are made in the order of time, so that they are the sort key, too.
const find = queryFamily<
  { cursor: boolean },
  { organizationId: OrganizationId; state: string; limit: number; id: string }
>()((shape, place) =>
  build
    .select(joinRequestColumns)
    .from(joinRequest)
    .where(
      and(
        eq(joinRequest.organizationId, place.organizationId),
        eq(joinRequest.state, place.state),
        shape.cursor ? lt(joinRequest.id, place.id) : undefined,
      ),
    )
    .orderBy(sql`${joinRequest.id} desc`)
    .limit(place.limit),
);
