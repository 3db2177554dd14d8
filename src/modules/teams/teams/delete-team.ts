import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNotNull, isNull, lte, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { checkVersion, notFound } from '#platform/errors.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { forEachCollectingFailures, type Purged } from '#platform/item-failures.ts';
import type { TeamsContext } from '../context.ts';
import { closeLostInvites, invitersInto } from '../invites/close-invites.ts';
import { lockMembers } from '../member/member.ts';
import { lockOrganization } from '../organization/lock-organization.ts';
import { publish } from '../publish.ts';
import { teamTable } from '../schema.ts';
import { publishTeamChange } from './change-team.ts';
import type { RestorableTeam } from './rules.ts';
import { teamById, teamColumns, type TeamRow } from './team.ts';

const graceMs = 30 * 86_400_000;

/** Soft-deletes the team: nobody sees it or its tasks, and for 30 days it can be restored with them. */
export function deleteTeam(
  ctx: TeamsContext,
  { organization: { id: organizationId }, team: { id } }: Authorized<TeamInOrganization, 'own'>,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await lockMembers(inTx, { organizationId });
    const row = await maybeOne(mark(inTx, { organizationId, id, now: ctx.clock.now().toISOString() }));
    if (!row) throw notFound();
    checkVersion(row.version - 1, ifVersion);
    // Invites of its admins are revoked, because their right to invite came from this team.
    for (const { userId } of await invitersInto(inTx, { organizationId, teamId: id })) {
      await closeLostInvites(inTx, organizationId, userId);
    }
    await publishTeamChange(inTx, 'team.deleted', row);
  });
}

/**
 * Restores a team from the archive, or from deletion to its state before, archived or not. Idempotent.
 * @throws DomainError 404 after 30 days, and for a deleted team if only the archive may be undone.
 */
export function restoreTeam(
  ctx: TeamsContext,
  { organizationId, id, from }: Authorized<RestorableTeam, 'restore'>,
): Promise<TeamRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockOrganization(inTx, organizationId);
    const row =
      from === 'archive'
        ? await maybeOne(unarchive(inTx, { organizationId, id }))
        : await maybeOne(unmark(inTx, { organizationId, id, since: endOfGrace(ctx) }));
    if (row) await publishTeamChange(inTx, 'team.restored', row);
    const current = row ?? (await maybeOne(teamById(inTx, { organizationId, id })));
    if (!current) throw notFound();
    return current;
  });
}

/** Purges teams deleted 30 days ago, one per transaction. Can be interrupted and repeated. */
export async function purgeTeams(ctx: TeamsContext): Promise<Purged> {
  const since = endOfGrace(ctx);
  let purged = 0;
  const due = await overdue(ctx, { since });
  const failures = await forEachCollectingFailures(
    ctx,
    due,
    ({ id }) => `team ${id}`,
    ({ organizationId, id }) =>
      withTransaction(ctx, async (inTx) => {
        const row = await maybeOne(remove(inTx, { organizationId, id, since }));
        if (!row) return;
        purged += 1;
        await publish(inTx, {
          type: 'team.purged',
          organizationId,
          subject: { kind: 'team', id, version: row.version + 1 },
          audience: null,
          payload: { teamId: id },
        });
      }),
  );
  return { purged, failures };
}

/** How many teams the next purge removes; at most 1,000. */
export async function countPurgeableTeams(ctx: TeamsContext): Promise<number> {
  return (await overdue(ctx, { since: endOfGrace(ctx) })).length;
}

function endOfGrace({ clock }: TeamsContext): string {
  return new Date(clock.now().getTime() - graceMs).toISOString();
}

type Key = { organizationId: OrganizationId; id: TeamId };
const isTeam = (params: Readonly<Record<keyof Key, unknown>>) =>
  sql`${teamTable.organizationId} = ${params.organizationId} and ${teamTable.id} = ${params.id}`;

const mark = query<Key & { now: string }>()((params) =>
  qb
    .update(teamTable)
    .set({ deletedAt: sql`${params.now}`, version: sql`${teamTable.version} + 1` })
    .where(and(isTeam(params), isNull(teamTable.deletedAt)))
    .returning(teamColumns),
);
const unarchive = query<Key>()((params) =>
  qb
    .update(teamTable)
    .set({ archivedAt: sql`null`, version: sql`${teamTable.version} + 1` })
    .where(and(isTeam(params), isNull(teamTable.deletedAt), isNotNull(teamTable.archivedAt)))
    .returning(teamColumns),
);
const unmark = query<Key & { since: string }>()((params) =>
  qb
    .update(teamTable)
    .set({ deletedAt: sql`null`, version: sql`${teamTable.version} + 1` })
    .where(and(isTeam(params), sql`${teamTable.deletedAt} > ${params.since}`))
    .returning(teamColumns),
);
const overdue = query<{ since: string }>()((params) =>
  qb
    .select({ organizationId: teamTable.organizationId, id: teamTable.id })
    .from(teamTable)
    .where(lte(teamTable.deletedAt, params.since))
    .limit(1_000),
);
const remove = query<Key & { since: string }>()((params) =>
  qb
    .delete(teamTable)
    .where(
      and(
        eq(teamTable.organizationId, params.organizationId),
        eq(teamTable.id, params.id),
        lte(teamTable.deletedAt, params.since),
      ),
    )
    .returning({ version: teamTable.version }),
);
