import { keysetPage, nameKeys, sortKeysOf, withoutKeys } from '#platform/pagination/keyset.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { TeamsContext } from '../context.ts';
import type { Organization } from '../contract.ts';
import { organizationsByIds, toOrganization } from '../organization/organization.ts';

/** The caller's organizations by name, including those that require a second factor. */
export async function listOrganizations(ctx: TeamsContext, pageInput: PageQuery): Promise<Page<Organization>> {
  const { organizations, waiting } = ctx.scope;
  const accessOf = new Map([...organizations, ...waiting].map((access) => [access.id, access]));
  const language = await ctx.people.languageOf(ctx.actor);
  return keysetPage(pageInput, {
    kinds: nameKeys,
    find: (page) =>
      organizationsByIds(ctx, { language, cursor: page.hasCursor }, { ...page, ids: [...accessOf.keys()] }),
    keyOf: sortKeysOf,
    toItems: (rows) =>
      rows.flatMap((row) => {
        const access = accessOf.get(row.id);
        return access ? toOrganization(withoutKeys(row), access.role, waiting.includes(access)) : [];
      }),
  });
}
