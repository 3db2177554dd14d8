import { Name } from '#platform/http/fields.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { keysetByName, type PageParams } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { Organization } from '../contract.ts';
import { memberTable, organizationTable } from '../schema.ts';

export const OrganizationName = Name;

export const organizationColumns = {
  id: organizationTable.id,
  name: organizationTable.name,
  slug: organizationTable.slug,
  listed: organizationTable.listed,
  membersMakeProjects: organizationTable.membersMakeProjects,
  membersMakeLabels: organizationTable.membersMakeLabels,
  requireSecondFactor: organizationTable.requireSecondFactor,
  defaultTeamId: organizationTable.defaultTeamId,
  weekStart: organizationTable.weekStart,
  locale: organizationTable.locale,
  workingDays: organizationTable.workingDays,
  logoVersion: organizationTable.logoVersion,
  version: organizationTable.version,
  createdAt: organizationTable.createdAt,
};
export type OrganizationRow = Pick<typeof organizationTable.$inferSelect, keyof typeof organizationColumns>;

/** Existing organizations of a scope, by name. */
export const organizationsByIds = queryFamily<
  { language: Language; cursor: boolean },
  PageParams & { ids: readonly OrganizationId[] }
>()((shape, params) => {
  const order = keysetByName(shape.language, organizationTable.name, organizationTable.id);
  return qb
    .select({ ...organizationColumns, ...order.columns })
    .from(organizationTable)
    .where(
      and(
        sql`${organizationTable.id} = any(${params.ids})`,
        isNull(organizationTable.deletedAt),
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});

export const organizationById = query<{ id: OrganizationId }>()((params) =>
  qb
    .select(organizationColumns)
    .from(organizationTable)
    .where(and(eq(organizationTable.id, params.id), isNull(organizationTable.deletedAt))),
);

/** An organization that the user owns, deleted or not. */
export const ownedOrganization = query<{ id: OrganizationId; userId: UserId }>()((params) =>
  qb
    .select({ id: organizationTable.id, requireSecondFactor: organizationTable.requireSecondFactor })
    .from(organizationTable)
    .innerJoin(memberTable, eq(memberTable.organizationId, organizationTable.id))
    .where(
      and(eq(organizationTable.id, params.id), eq(memberTable.userId, params.userId), eq(memberTable.role, 'owner')),
    ),
);

/** The organization as the API shows it. A guest sees only its name and week settings. */
export function toOrganization(
  row: OrganizationRow,
  role: OrganizationAccess['role'],
  waitsForSecondFactor = false,
): Organization {
  const { version: _version, logoVersion: _logoVersion, ...rest } = row;
  const hiddenSettings =
    role === 'guest'
      ? { listed: false, membersMakeProjects: false, membersMakeLabels: false, defaultTeamId: null }
      : {};
  return { ...rest, ...hiddenSettings, logoUrl: logoUrl(row), myRole: role, waitsForSecondFactor };
}

export function logoUrl({ id, logoVersion }: Pick<OrganizationRow, 'id' | 'logoVersion'>): string | null {
  return logoVersion === null ? null : `/api/v1/organizations/${id}/logo?v=${logoVersion}`;
}
