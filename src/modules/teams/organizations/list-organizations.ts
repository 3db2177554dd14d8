import { nameKeys, pageParams, toPage, withoutKeys } from '#platform/pagination/keyset.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { TeamsContext } from '../context.ts';
import { type Organization, organizationsByIds, toOrganization } from '../organization/organization.ts';

/** The caller's organizations by name, those that wait for a second factor too. */
export async function listOrganizations(ctx: TeamsContext, asked: PageQuery): Promise<Page<Organization>> {
  const { organizations, waiting } = ctx.scope;
  const mine = new Map([...organizations, ...waiting].map((access) => [access.id, access]));
  const params = pageParams(asked, nameKeys);
  const shape = { language: await ctx.people.languageOf(ctx.actor), cursor: params.hasCursor };
  const rows = await organizationsByIds(ctx, shape, { ...params, ids: [...mine.keys()] });
  const page = toPage(rows, params, (row) => {
    const access = mine.get(row.id);
    return access && toOrganization(withoutKeys(row), access.role, waiting.includes(access));
  });
  return { ...page, items: page.items.filter((item) => item !== undefined) };
}
