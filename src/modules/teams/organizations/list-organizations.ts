import { keysetPage, nameKeys, sortKeysOf, withoutKeys } from '#platform/pagination/keyset.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { TeamsContext } from '../context.ts';
import { type Organization, organizationsByIds, toOrganization } from '../organization/organization.ts';

/** The caller's organizations by name, including those that require a second factor. */
export async function listOrganizations(ctx: TeamsContext, asked: PageQuery): Promise<Page<Organization>> {
  const { organizations, waiting } = ctx.scope;
  const mine = new Map([...organizations, ...waiting].map((access) => [access.id, access]));
  const language = await ctx.people.languageOf(ctx.actor);
  return keysetPage(asked, {
    kinds: nameKeys,
    find: (page) => organizationsByIds(ctx, { language, cursor: page.hasCursor }, { ...page, ids: [...mine.keys()] }),
    keyOf: sortKeysOf,
    toItems: (rows) =>
      rows.flatMap((row) => {
        const access = mine.get(row.id);
        return access ? toOrganization(withoutKeys(row), access.role, waiting.includes(access)) : [];
      }),
  });
}
