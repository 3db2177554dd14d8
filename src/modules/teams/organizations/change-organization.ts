import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, queryFamily } from '#platform/database/query.ts';
import { conflict, invalid, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { type OrganizationId, TeamId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { Weekday } from '../contract.ts';
import {
  organizationById,
  organizationColumns,
  OrganizationName,
  type OrganizationRow,
} from '../organization/organization.ts';
import { publish } from '../publish.ts';
import { organizationTable } from '../schema.ts';

/** Lower-case letters and digits of any script, words joined by one dash, as derived from a name. */
const Slug = z
  .string()
  .max(60)
  .overwrite((text) => text.normalize('NFKC').toLowerCase())
  .refine(
    (text) => /^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u.test(text),
    'must be letters and digits, separated by dashes',
  );

export const OrganizationChange = z.strictObject({
  name: OrganizationName.optional(),
  slug: Slug.optional(),
  listed: z.boolean().optional().describe('Publicly listed; anyone can ask to join.'),
  defaultTeamId: TeamId.nullable().optional(),
  weekStart: Weekday.optional(),
  workingDays: z
    .array(Weekday)
    .min(1, 'must include at least one day')
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'must include each day at most once')
    .overwrite((days) => days.toSorted((a, b) => a - b))
    .optional(),
  membersMakeProjects: z.boolean().optional(),
  membersMakeLabels: z.boolean().optional(),
  requireSecondFactor: z
    .boolean()
    .optional()
    .describe('Members without a second factor can’t access the organization until they set one up.'),
});
export type OrganizationChange = z.infer<typeof OrganizationChange>;

type Field = keyof OrganizationChange;

/**
 * Changes only the given settings.
 * @throws DomainError 409 `second-factor-first` for an admin who would lock themselves out, 409 `slug-taken`, 422 for
 * an unknown default team, 412.
 */
export function changeOrganization(
  ctx: TeamsContext,
  { id, directory }: Authorized<OrganizationAccess, 'administer'>,
  change: OrganizationChange,
  ifVersion: number | undefined,
): Promise<OrganizationRow> {
  const hasSecondFactor = 'secondFactor' in ctx.actor && ctx.actor.secondFactor;
  if (change.requireSecondFactor && !hasSecondFactor) {
    throw conflict('second-factor-first', 'Set up a second factor of your own and sign in with it first.');
  }
  if (change.defaultTeamId && !directory.teams.has(change.defaultTeamId)) {
    throw invalid('defaultTeamId', 'This team does not exist.');
  }
  return withTransaction(ctx, async (inTx) => {
    const row = await write(inTx, { id, ifVersion: ifVersion ?? null, ...change });
    if (!row) throw await missing(inTx, id);
    await publishOrganizationChange(inTx, row);
    return row;
  });
}

/**
 * Publishes a change of the organization: processes reload the directory, browsers the settings. Call it in the
 * transaction of the change.
 */
export async function publishOrganizationChange(
  ctx: TeamsContext,
  { id, version }: Pick<OrganizationRow, 'id' | 'version'>,
): Promise<void> {
  await access.record(ctx, `organization:${id}`);
  await publish(ctx, {
    type: 'organization.changed',
    organizationId: id,
    subject: { kind: 'organization', id, version },
    audience: audience(id, { everyone: true }),
    payload: { organizationId: id },
  });
}

async function write(ctx: TeamsContext, values: Values): Promise<OrganizationRow | undefined> {
  const { id: _id, ifVersion: _ifVersion, ...change } = values;
  try {
    return await maybeOne(update(ctx, Object.keys(change).toSorted() as Field[], values));
  } catch (error) {
    if (!breaksConstraint(error, 'organization_slug')) throw error;
    throw conflict('slug-taken', 'Another organization already uses this short name. Choose another.');
  }
}

async function missing(ctx: TeamsContext, id: OrganizationId) {
  const current = await maybeOne(organizationById(ctx, { id }));
  return current ? stale(current.version) : notFound();
}

type Values = OrganizationChange & { readonly id: OrganizationId; readonly ifVersion: number | null };
const update = queryFamily<Field[], Values>()((changed, params) =>
  qb
    .update(organizationTable)
    .set({
      ...Object.fromEntries(changed.map((field) => [field, sql`${params[field]}`])),
      version: sql`${organizationTable.version} + 1`,
    })
    .where(
      and(
        eq(organizationTable.id, params.id),
        isNull(organizationTable.deletedAt),
        sql`${organizationTable.version} = coalesce(${params.ifVersion}, ${organizationTable.version})`,
      ),
    )
    .returning(organizationColumns),
);
