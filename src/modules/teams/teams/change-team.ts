import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, queryFamily } from '#platform/database/query.ts';
import { conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { Colour, editPolicies, Key, visibilities } from '../contract.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { publish } from '../publish.ts';
import { teamTable, usedKeyTable } from '../schema.ts';
import { lockKeys, NewTeam } from './create-team.ts';
import { teamById, teamColumns, type TeamRow } from './team.ts';

export const TeamChange = z.strictObject({
  name: NewTeam.shape.name.optional(),
  key: Key.optional().describe('Existing tasks keep their keys; new tasks use this key.'),
  colour: Colour.optional(),
  description: NewTeam.shape.description,
  visibility: z.enum(visibilities).optional(),
  editPolicy: z.enum(editPolicies).optional(),
  deleteOpenTasks: z.boolean().optional(),
});
export type TeamChange = z.infer<typeof TeamChange>;
type Field = keyof TeamChange;

/**
 * Changes only the given fields.
 * @throws DomainError 409 `key-taken`, also for a former key of another team, 412.
 */
export function changeTeam(
  ctx: TeamsContext,
  { organization: { id: organizationId }, team: { id } }: Authorized<TeamInOrganization, 'administer'>,
  change: TeamChange,
  ifVersion: number | undefined,
): Promise<TeamRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockOrganization(inTx, organizationId);
    if (change.key !== undefined) await takeKey(inTx, { organizationId, id, key: change.key });
    const fields = Object.keys(change).toSorted() as Field[];
    const row = await maybeOne(update(inTx, fields, { ...change, organizationId, id, ifVersion: ifVersion ?? null }));
    if (!row) {
      const current = await maybeOne(teamById(inTx, { organizationId, id }));
      throw current ? stale(current.version) : notFound();
    }
    await publishTeamChange(inTx, 'team.changed', row);
    return row;
  });
}

/** Archives a team: its tasks can be read, but none can be created. Idempotent. */
export function archiveTeam(
  ctx: TeamsContext,
  { organization: { id: organizationId }, team: { id } }: Authorized<TeamInOrganization, 'administer'>,
): Promise<TeamRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockOrganization(inTx, organizationId);
    const row = await maybeOne(archive(inTx, { organizationId, id, now: ctx.clock.now().toISOString() }));
    if (row) await publishTeamChange(inTx, 'team.changed', row);
    const current = row ?? (await maybeOne(teamById(inTx, { organizationId, id })));
    if (!current) throw notFound();
    return current;
  });
}

/**
 * Publishes a change of the team: every process reloads the organization's directory. Call it in the transaction of the
 * change.
 */
export async function publishTeamChange(
  ctx: TeamsContext,
  type: 'team.changed' | 'team.deleted' | 'team.restored',
  { organizationId, id, version }: Pick<TeamRow, 'organizationId' | 'id' | 'version'>,
): Promise<void> {
  await access.record(ctx, `organization:${organizationId}`);
  await publish(ctx, {
    type,
    organizationId,
    subject: { kind: 'team', id, version },
    audience: audience(organizationId, { everyone: true }),
    payload: { teamId: id },
  });
}

/**
 * Reserves a key for the team. A key is never reused by another team.
 * @throws DomainError 409 `key-taken`.
 */
async function takeKey(ctx: TeamsContext, key: TeamKey & { key: string }): Promise<void> {
  await lockKeys(ctx, { organizationId: key.organizationId });
  const keyRow = await maybeOne(useKey(ctx, key));
  if (!keyRow) throw conflict('key-taken', 'Another team uses or has used this key. Choose another.');
}

type TeamKey = { organizationId: OrganizationId; id: TeamId };

const useKey = query<TeamKey & { key: string }>()((params) =>
  qb
    .insert(usedKeyTable)
    .values({ organizationId: params.organizationId, key: params.key, teamId: params.id })
    .onConflictDoUpdate({
      target: [usedKeyTable.organizationId, usedKeyTable.key],
      set: { teamId: sql`excluded.team_id` },
      setWhere: sql`${usedKeyTable.teamId} = excluded.team_id`,
    })
    .returning({ teamId: usedKeyTable.teamId }),
);
const update = queryFamily<Field[], TeamKey & TeamChange & { ifVersion: number | null }>()((fields, params) =>
  qb
    .update(teamTable)
    .set({
      ...Object.fromEntries(fields.map((field) => [field, sql`${params[field]}`])),
      version: sql`${teamTable.version} + 1`,
    })
    .where(
      and(
        eq(teamTable.organizationId, params.organizationId),
        eq(teamTable.id, params.id),
        isNull(teamTable.deletedAt),
        sql`${teamTable.version} = coalesce(${params.ifVersion}, ${teamTable.version})`,
      ),
    )
    .returning(teamColumns),
);
const archive = query<TeamKey & { now: string }>()((params) =>
  qb
    .update(teamTable)
    .set({ archivedAt: sql`${params.now}`, version: sql`${teamTable.version} + 1` })
    .where(
      and(
        eq(teamTable.organizationId, params.organizationId),
        eq(teamTable.id, params.id),
        isNull(teamTable.deletedAt),
        isNull(teamTable.archivedAt),
      ),
    )
    .returning(teamColumns),
);
