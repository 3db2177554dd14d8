import type { OrganizationSummary } from '#modules/teams';
import { confirm } from './ask.ts';
import { type OutputOptions, print, table } from './output.ts';
import { operator, withModules } from './with-modules.ts';

const pageSize = 500;

/** Prints every organization. */
export async function listOrganizations(options: OutputOptions): Promise<void> {
  const organizations = await withModules(async ({ apis }) => {
    const list: OrganizationSummary[] = [];
    for (;;) {
      const after = list.at(-1)?.id ?? null;
      const page = await apis.teams.listOrganizations(operator, { after, limit: pageSize });
      list.push(...page);
      if (page.length < pageSize) return list;
    }
  });
  const rows = organizations.map(({ createdAt, slug, name, members, teams }) => [
    createdAt.slice(0, 10),
    slug,
    name,
    `${members} members`,
    `${teams} teams`,
  ]);
  print(organizations, rows.length === 0 ? ['No organizations.'] : table(rows), options);
}

/** Prints one organization. */
export async function showOrganization(idOrSlug: string, options: OutputOptions): Promise<void> {
  const organization = await withModules(({ apis }) => apis.teams.findOrganization(operator, { idOrSlug }));
  print(organization, table(Object.entries(organization).map(([name, value]) => [name, String(value)])), options);
}

interface DeleteOptions extends OutputOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Deletes an organization as its owner does. */
export async function deleteOrganization(
  idOrSlug: string,
  { dryRun = false, yes = false, ...options }: DeleteOptions,
): Promise<void> {
  const organization = await withModules(async ({ apis }) => {
    const summary = await apis.teams.findOrganization(operator, { idOrSlug });
    if (dryRun) return summary;
    if (!yes && process.stdin.isTTY)
      await confirm(`Delete ${summary.name} with ${summary.members} members and ${summary.teams} teams?`);
    await apis.teams.deleteOrganization(operator, { organizationId: summary.id });
    return summary;
  });
  const { name, members, teams } = organization;
  const line = dryRun
    ? `Would delete ${name} with ${members} members and ${teams} teams.`
    : `${name} deleted. Its owners can restore it for 30 days.`;
  print({ deleted: dryRun ? null : organization.id, organization }, [line], options);
}
