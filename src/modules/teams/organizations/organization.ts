import { z } from 'zod';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { build, eq, isNull, and, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { OrganizationId } from '#platform/ids.ts';
import { OrganizationRole } from '../contract.ts';
import { organization } from '../schema.ts';

export const Organization = z
  .strictObject({
    id: OrganizationId,
    name: z.string(),
    slug: z.string(),
    logoUrl: z.string().nullable(),
    listed: z.boolean(),
    membersMakeProjects: z.boolean(),
    membersMakeLabels: z.boolean(),
    requireSecondFactor: z.boolean(),
    /** The caller came in without the second factor that it asks for: nothing within is shown. */
    waitsForSecondFactor: z.boolean(),
    myRole: OrganizationRole,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Organization' });
export type Organization = z.infer<typeof Organization>;

export const OrganizationName = z.string().trim().min(1, 'must not be empty').max(100);

export const organizationColumns = {
  id: organization.id,
  name: organization.name,
  slug: organization.slug,
  listed: organization.listed,
  membersMakeProjects: organization.membersMakeProjects,
  membersMakeLabels: organization.membersMakeLabels,
  requireSecondFactor: organization.requireSecondFactor,
  version: organization.version,
  createdAt: organization.createdAt,
};
export type OrganizationRow = Pick<typeof organization.$inferSelect, keyof typeof organizationColumns>;

/** Live organizations of a scope, by name. */
export const organizationsByIds = query<{ ids: readonly OrganizationId[] }>()((place) =>
  build
    .select(organizationColumns)
    .from(organization)
    .where(and(sql`${organization.id} = any(${place.ids})`, isNull(organization.deletedAt)))
    .orderBy(organization.name, organization.id),
);

export const organizationById = query<{ id: OrganizationId }>()((place) =>
  build
    .select(organizationColumns)
    .from(organization)
    .where(and(eq(organization.id, place.id), isNull(organization.deletedAt))),
);

/** A guest sees of an organization its name alone. */
export function toOrganization(
  row: OrganizationRow,
  role: OrganizationAccess['role'],
  waitsForSecondFactor = false,
): Organization {
  const { version: _version, ...rest } = row;
  return { ...rest, logoUrl: null, myRole: role, waitsForSecondFactor };
}
