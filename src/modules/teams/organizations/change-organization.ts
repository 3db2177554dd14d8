import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { first, queryFamily } from '#platform/database/query.ts';
import { conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { publish } from '../publish.ts';
import { organization } from '../schema.ts';
import { organizationById, OrganizationName, organizationColumns, type OrganizationRow } from './organization.ts';

export const OrganizationChange = z.strictObject({
  name: OrganizationName.optional(),
  membersMakeProjects: z.boolean().optional(),
  membersMakeLabels: z.boolean().optional(),
  requireSecondFactor: z
    .boolean()
    .optional()
    .describe('Members who came in without a second factor see nothing of the organization until they have one.'),
});
export type OrganizationChange = z.infer<typeof OrganizationChange>;

const fields = ['name', 'membersMakeProjects', 'membersMakeLabels', 'requireSecondFactor'] as const;
type Field = (typeof fields)[number];

/**
 * Changes the settings that are named and no others.
 * @throws DomainError 409 `second-factor-first` for an admin who would shut themselves out, 412.
 */
export function changeOrganization(
  ctx: TeamsContext,
  { id }: Authorized<OrganizationAccess, 'administer'>,
  change: OrganizationChange,
  ifVersion: number | undefined,
): Promise<OrganizationRow> {
  const hasSecondFactor = 'secondFactor' in ctx.actor && ctx.actor.secondFactor;
  if (change.requireSecondFactor && !hasSecondFactor) {
    throw conflict('second-factor-first', 'Set up a second factor of your own and sign in with it first.');
  }
  return withTransaction(ctx, async (inTx) => {
    const changed = fields.filter((field) => change[field] !== undefined);
    const values = Object.fromEntries(changed.map((field) => [field, change[field]]));
    const row = await first(update(inTx, changed, { id, ifVersion: ifVersion ?? null, ...values }));
    if (!row) throw await missing(inTx, id);
    await access.record(inTx, `organization:${id}`);
    await publish(inTx, {
      type: 'organization.changed',
      organizationId: id,
      subject: { kind: 'organization', id, version: row.version },
      audience: audience(id, { everyone: true }),
      payload: { organizationId: id },
    });
    return row;
  });
}

async function missing(ctx: TeamsContext, id: OrganizationId) {
  const current = await first(organizationById(ctx, { id }));
  return current ? stale(current.version) : notFound();
}

const update = queryFamily<
  Field[],
  { id: OrganizationId; ifVersion: number | null } & Partial<Record<Field, string | boolean>>
>()((changed, place) =>
  build
    .update(organization)
    .set({
      ...Object.fromEntries(changed.map((field) => [field, sql`${place[field]}`])),
      version: sql`${organization.version} + 1`,
    })
    .where(
      and(
        eq(organization.id, place.id),
        isNull(organization.deletedAt),
        sql`${organization.version} = coalesce(${place.ifVersion}, ${organization.version})`,
      ),
    )
    .returning(organizationColumns),
);
