import { z } from 'zod';
import { AppPath } from '#platform/http/fields.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { folded, hasWords, type SearchWords, searchWords } from '#platform/database/folding.ts';
import type { Language } from '#platform/database/language.ts';
import { keysetByName, keysetPage, nameKeys, type PageParams, sortKeysOf } from '#platform/pagination/keyset.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId, type UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { logoUrl } from '../organization/organization.ts';
import { joinRequestTable, organizationTable } from '../schema.ts';

export const PublicOrganization = z
  .strictObject({
    id: OrganizationId,
    name: z.string(),
    slug: z.string(),
    logoUrl: AppPath.nullable(),
    isMember: z.boolean().describe('Whether the caller is a member; false if not signed in.'),
    hasAsked: z.boolean().describe('Whether the caller has a pending join request; false if not signed in.'),
  })
  .meta({ id: 'PublicOrganization' });
export type PublicOrganization = z.infer<typeof PublicOrganization>;

export const PublicQuery = z.strictObject({
  ...pageQuery,
  q: z.string().trim().max(100).optional().describe('Searches names.'),
});

/** Listed organizations, by name. */
export async function listPublic(
  ctx: TeamsContext,
  { q, ...pageInput }: z.output<typeof PublicQuery>,
): Promise<Page<PublicOrganization>> {
  const language = await ctx.people.languageOf(ctx.actor);
  const { userId } = ctx.scope;
  const waiting = new Set(userId === null ? [] : (await askedBy(ctx, { userId })).map((row) => row.organizationId));
  return keysetPage(pageInput, {
    kinds: nameKeys,
    find: (page) => find(ctx, { language, q: !!q, cursor: page.hasCursor }, { ...page, ...searchWords(q ?? '') }),
    keyOf: sortKeysOf,
    toItems: (rows) =>
      rows.map(({ id, name, slug, logoVersion }) => ({
        id,
        name,
        slug,
        logoUrl: logoUrl({ id, logoVersion }),
        isMember: ctx.scope.organization(id) !== undefined,
        hasAsked: waiting.has(id),
      })),
  });
}

const find = queryFamily<{ language: Language; q: boolean; cursor: boolean }, PageParams & SearchWords>()((
  shape,
  params,
) => {
  const order = keysetByName(shape.language, organizationTable.name, organizationTable.id);
  return qb
    .select({
      id: organizationTable.id,
      name: organizationTable.name,
      slug: organizationTable.slug,
      logoVersion: organizationTable.logoVersion,
      ...order.columns,
    })
    .from(organizationTable)
    .where(
      and(
        eq(organizationTable.listed, true),
        isNull(organizationTable.deletedAt),
        shape.q ? hasWords(folded(sql`${organizationTable.name}`), params) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});
const askedBy = query<{ userId: UserId }>()((params) =>
  qb
    .select({ organizationId: joinRequestTable.organizationId })
    .from(joinRequestTable)
    .where(and(eq(joinRequestTable.userId, params.userId), eq(joinRequestTable.state, 'open'))),
);
