import { eq, getTableColumns, qb } from '#platform/database/drizzle.ts';
import { type ExportedPage, exportedRows } from '#platform/database/exported-rows.ts';
import { query } from '#platform/database/query.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import type { exportedTeamTables } from '../contract.ts';
import { memberTable, organizationTable, teamMemberTable, teamTable } from '../schema.ts';

type Page = { readonly organizationId: OrganizationId; readonly after: readonly string[] | null };
type ReadPage = (ctx: TeamsContext, page: Page) => Promise<ExportedPage>;

const members = exportedRows(memberTable);

/** What an export has of this module. Invites and requests to join have no meaning elsewhere. */
export const exportRowsOf: Readonly<Record<(typeof exportedTeamTables)[number], ReadPage>> = {
  'team-members': exportedRows(teamMemberTable),
  members: withNames,
  teams: exportedRows(teamTable),
  organization: async (ctx, { organizationId }) => ({ rows: await organization(ctx, { organizationId }), next: null }),
};

/** Members with name, username and address, so that they can be matched to accounts elsewhere. */
async function withNames(ctx: TeamsContext, page: Page): Promise<ExportedPage> {
  const { rows, next } = await members(ctx, page);
  const ids = rows.map(({ userId }) => UserId.parse(userId));
  const people = await ctx.people.byIds(ids);
  const named = rows.map((row, i) => {
    const id = ids[i];
    const person = id && people.get(id);
    return person ? { ...row, name: person.name, username: person.username, email: person.email } : row;
  });
  return { rows: named, next };
}

const organization = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select(getTableColumns(organizationTable))
    .from(organizationTable)
    .where(eq(organizationTable.id, params.organizationId)),
);
