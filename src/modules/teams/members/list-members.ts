import { z } from 'zod';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { folded, hasWords, type SearchWords, searchWords } from '#platform/database/folding.ts';
import type { Language } from '#platform/database/language.ts';
import { keysetByName, keysetPage, nameKeys, type PageParams, sortKeysOf } from '#platform/pagination/keyset.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { type Member, OrganizationRole, Position } from '../contract.ts';
import { memberColumns, toMember } from '../member/member.ts';
import { memberTable, personTable } from '../schema.ts';

export const MembersQuery = z.strictObject({
  ...pageQuery,
  role: OrganizationRole.optional(),
  position: Position.optional(),
  q: z.string().trim().max(100).optional().describe('Searches name, username and email address.'),
});

/** Members by name. */
export async function listMembers(
  ctx: TeamsContext,
  organizationId: OrganizationId,
  { role, position, q, ...pageInput }: z.output<typeof MembersQuery>,
): Promise<Page<Member>> {
  const language = await ctx.people.languageOf(ctx.actor);
  return keysetPage(pageInput, {
    kinds: nameKeys,
    find: (page) => {
      const filters = { role: role !== undefined, position: position !== undefined, q: !!q };
      return find(
        ctx,
        { language, ...filters, cursor: page.hasCursor },
        { ...page, organizationId, role: role ?? null, position: position ?? null, ...searchWords(q ?? '') },
      );
    },
    keyOf: sortKeysOf,
    toItems: (rows) => rows.map(toMember),
  });
}

/** The text that a search for people matches. */
export const personText = folded(
  sql`${personTable.name} || ' ' || ${personTable.username} || ' ' || ${personTable.email}`,
);

const find = queryFamily<
  { language: Language; role: boolean; position: boolean; q: boolean; cursor: boolean },
  PageParams & SearchWords & { organizationId: OrganizationId; role: string | null; position: string | null }
>()((shape, params) => {
  const order = keysetByName(shape.language, personTable.name, memberTable.userId);
  return qb
    .select({ ...memberColumns, ...order.columns })
    .from(memberTable)
    .innerJoin(personTable, eq(personTable.userId, memberTable.userId))
    .where(
      and(
        eq(memberTable.organizationId, params.organizationId),
        shape.role ? eq(memberTable.role, params.role) : undefined,
        shape.position ? eq(memberTable.position, params.position) : undefined,
        shape.q ? hasWords(personText, params) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});
