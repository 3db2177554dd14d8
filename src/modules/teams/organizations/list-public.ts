import { z } from 'zod';
import { and, build, eq, ilike, isNull, gt, sql } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom, pageQuery } from '#platform/http/pagination.ts';
import { OrganizationId, type UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { joinRequest, organization } from '../schema.ts';
import { logoUrl } from './organization.ts';

export const PublicOrganization = z
  .strictObject({
    id: OrganizationId,
    name: z.string(),
    slug: z.string(),
    logoUrl: z.string().nullable(),
    isMember: z.boolean().describe('Whether the caller is in it; false without sign-in.'),
    hasAsked: z.boolean().describe('Whether the caller asked to join and waits; false without sign-in.'),
  })
  .meta({ id: 'PublicOrganization' });
export type PublicOrganization = z.infer<typeof PublicOrganization>;

export const PublicQuery = z.strictObject({
  ...pageQuery,
  q: z.string().trim().max(100).optional().describe('Searches names.'),
});

/** Organizations that chose to be listed, by name. */
export async function listPublic(
  ctx: TeamsContext,
  { limit, cursor, q }: z.output<typeof PublicQuery>,
): Promise<Page<PublicOrganization>> {
  const [name = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['text', 'id']);
  const pattern = q ? `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
  const rows = await find(
    ctx,
    { q: !!q, cursor: cursor !== undefined },
    { pattern, name: String(name), id: String(id) as OrganizationId, limit: limit + 1 },
  );
  const { userId } = ctx.scope;
  const asked = new Set(userId === null ? [] : (await askedBy(ctx, { userId })).map((row) => row.organizationId));
  return pageFrom(
    rows,
    limit,
    (row) => [row.name, row.id],
    ({ logoVersion, ...row }) => ({
      ...row,
      logoUrl: logoUrl({ id: row.id, logoVersion }),
      isMember: ctx.scope.organization(row.id) !== undefined,
      hasAsked: asked.has(row.id),
    }),
  );
}

const find = queryFamily<
  { q: boolean; cursor: boolean },
  { pattern: string | null; name: string; id: OrganizationId; limit: number }
>()((shape, place) =>
  build
    .select({
      id: organization.id,
      name: organization.name,
      slug: organization.slug,
      logoVersion: organization.logoVersion,
    })
    .from(organization)
    .where(
      and(
        eq(organization.listed, true),
        isNull(organization.deletedAt),
        shape.q ? ilike(organization.name, place.pattern) : undefined,
        shape.cursor
          ? gt(sql`(${organization.name}, ${organization.id})`, sql`(${place.name}, ${place.id}::uuid)`)
          : undefined,
      ),
    )
    .orderBy(organization.name, organization.id)
    .limit(place.limit),
);
const askedBy = query<{ userId: UserId }>()((place) =>
  build
    .select({ organizationId: joinRequest.organizationId })
    .from(joinRequest)
    .where(and(eq(joinRequest.userId, place.userId), eq(joinRequest.state, 'open'))),
);
