import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { DomainError } from '#platform/errors.ts';
import { OrganizationId } from '#platform/ids.ts';
import { reportFailures } from '#platform/item-failures.ts';
import { keysetPage } from '#platform/pagination/keyset.ts';
import type { Page, PageQuery } from '#platform/pagination/pagination.ts';
import type { TeamsContext } from '../context.ts';
import type { OrganizationSummary } from '../contract.ts';
import { countPurgeableTeams, purgeTeams } from '../teams/delete-team.ts';
import { memberTable, organizationTable, teamTable } from '../schema.ts';
import { countPurgeableOrganizations, markDeleted, purgeOrganizations } from './delete-organization.ts';

// Commands of an operator at the machine, and lists for instance admins: they see every organization's name and size.

const firstId = '00000000-0000-0000-0000-000000000000' as OrganizationId;

/** Organizations in order of creation: the page after the organization `after`. */
export function listByOperator(
  ctx: TeamsContext,
  { after, limit }: { after: OrganizationId | null; limit: number },
): Promise<OrganizationSummary[]> {
  return page(ctx, { after: after ?? firstId, limit });
}

/** The same for instance admins, in pages with cursors. */
export function listAllOrganizations(ctx: TeamsContext, pageInput: PageQuery): Promise<Page<OrganizationSummary>> {
  return keysetPage(pageInput, {
    kinds: ['id'],
    find: ({ limit, cursor0 }) =>
      page(ctx, { after: cursor0 === null ? firstId : OrganizationId.parse(cursor0), limit }),
    keyOf: ({ id }) => [id],
    toItems: (rows) => [...rows],
  });
}

/** @throws DomainError 404 `not-found` */
export async function findByOperator(
  ctx: TeamsContext,
  { idOrSlug }: { idOrSlug: string },
): Promise<OrganizationSummary> {
  const organization = await maybeOne(byName(ctx, { name: idOrSlug.toLowerCase() }));
  if (!organization)
    throw new DomainError('not-found', 'not-found', `There is no organization with the id or slug ${idOrSlug}.`);
  return organization;
}

/** @throws DomainError 404 */
export async function deleteByOperator(
  ctx: TeamsContext,
  { organizationId }: { organizationId: OrganizationId },
): Promise<Record<string, never>> {
  await markDeleted(ctx, organizationId, () => undefined);
  return {};
}

/** Purges organizations and teams that were deleted 30 days ago, or only counts them. */
export async function purgeDue(ctx: TeamsContext, { dryRun }: { dryRun: boolean }) {
  if (dryRun) {
    return { organizations: await countPurgeableOrganizations(ctx), teams: await countPurgeableTeams(ctx) };
  }
  const organizations = await purgeOrganizations(ctx);
  const teams = await purgeTeams(ctx);
  reportFailures([...organizations.failures, ...teams.failures]);
  return { organizations: organizations.purged, teams: teams.purged };
}

const columns = sql`
  organization.id,
  organization.name,
  organization.slug,
  (select count(*) from ${memberTable} member where member.organization_id = organization.id)::int as members,
  (select count(*) from ${teamTable} team
    where team.organization_id = organization.id and team.deleted_at is null)::int as teams,
  organization.created_at as "createdAt"`;
const page = rawQuery<{ after: OrganizationId; limit: number }, OrganizationSummary>(
  (params) => sql`
    select ${columns} from ${organizationTable} organization
    where organization.deleted_at is null and organization.id > ${params.after}
    order by organization.id limit ${params.limit}`,
);
const byName = rawQuery<{ name: string }, OrganizationSummary>(
  (params) => sql`
    select ${columns} from ${organizationTable} organization
    where organization.deleted_at is null and (organization.id::text = ${params.name} or organization.slug = ${params.name})`,
);
