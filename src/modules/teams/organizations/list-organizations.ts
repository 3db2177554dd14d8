import { decodeCursor, type Page, pageFrom, type PageQuery } from '#platform/http/pagination.ts';
import type { TeamsContext } from '../context.ts';
import { type Organization, organizationsByIds, toOrganization } from './organization.ts';

/** The caller's organizations by name, those that wait for a second factor too. */
export async function listOrganizations(ctx: TeamsContext, { limit, cursor }: PageQuery): Promise<Page<Organization>> {
  const { organizations, waiting } = ctx.scope;
  const mine = new Map([...organizations, ...waiting].map((access) => [access.id, access]));
  const [name = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['text', 'id']);
  const place = { ids: [...mine.keys()], name: String(name), id: String(id), limit: limit + 1 };
  const rows = await organizationsByIds(ctx, { cursor: cursor !== undefined }, place);
  const page = pageFrom(
    rows,
    limit,
    (row) => [row.name, row.id],
    (row) => {
      const access = mine.get(row.id);
      return access && toOrganization(row, access.role, waiting.includes(access));
    },
  );
  return { ...page, items: page.items.filter((item) => item !== undefined) };
}
