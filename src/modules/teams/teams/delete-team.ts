import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNotNull, isNull, lte, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { checkVersion, notFound } from '#platform/errors.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { closeLostInvites, invitersInto } from '../invites/close-invites.ts';
import { lockMembers } from '../member/member.ts';
import { holdOrganization } from '../organization/hold-organization.ts';
import { publish } from '../publish.ts';
import { team } from '../schema.ts';
import { tellOfTeam } from './change-team.ts';
import type { RestorableTeam } from './rules.ts';
import { teamById, teamColumns, type TeamRow } from './team.ts';

const graceMs = 30 * 86_400_000;

/** Marks the team as deleted: it and its tasks are there for nobody, and for 30 days it can be restored with them. */
export function deleteTeam(
  ctx: TeamsContext,
  { organization: { id: organizationId }, team: { id } }: Authorized<TeamInOrganization, 'own'>,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await lockMembers(inTx, { organizationId });
    const row = await first(mark(inTx, { organizationId, id, now: ctx.clock.now().toISOString() }));
    if (!row) throw notFound();
    checkVersion(row.version - 1, ifVersion);
    // Its admins invited into the organization by a right that went with it.
    for (const { userId } of await invitersInto(inTx, { organizationId, teamId: id })) {
      await closeLostInvites(inTx, organizationId, userId);
    }
    await tellOfTeam(inTx, 'team.deleted', row);
  });
}

/**
 * Brings a team back from the archive, or from deletion as it was then, archived or not; one that is there is left as it
 * is. @throws 404 after 30 days, and for a deleted one where only the archive may be undone.
 */
export function restoreTeam(
  ctx: TeamsContext,
  { organizationId, id, from }: Authorized<RestorableTeam, 'restore'>,
): Promise<TeamRow> {
  return withTransaction(ctx, async (inTx) => {
    await holdOrganization(inTx, organizationId);
    const row =
      from === 'archive'
        ? await first(unarchive(inTx, { organizationId, id }))
        : await first(unmark(inTx, { organizationId, id, since: endOfGrace(ctx) }));
    if (row) await tellOfTeam(inTx, 'team.restored', row);
    const current = row ?? (await first(teamById(inTx, { organizationId, id })));
    if (!current) throw notFound();
    return current;
  });
}

/** Removes what was deleted 30 days ago, one team a transaction, so that it may be cut anywhere. */
export async function purgeTeams(ctx: TeamsContext): Promise<void> {
  const since = endOfGrace(ctx);
  for (const { organizationId, id } of await overdue(ctx, { since })) {
    await withTransaction(ctx, async (inTx) => {
      const row = await first(remove(inTx, { organizationId, id, since }));
      if (!row) return;
      await publish(inTx, {
        type: 'team.purged',
        organizationId,
        subject: { kind: 'team', id, version: row.version + 1 },
        audience: null,
        payload: { teamId: id },
      });
    });
  }
}

function endOfGrace({ clock }: TeamsContext): string {
  return new Date(clock.now().getTime() - graceMs).toISOString();
}

type Key = { organizationId: OrganizationId; id: TeamId };
const isTeam = (place: Readonly<Record<keyof Key, unknown>>) =>
  sql`${team.organizationId} = ${place.organizationId} and ${team.id} = ${place.id}`;

const mark = query<Key & { now: string }>()((place) =>
  build
    .update(team)
    .set({ deletedAt: sql`${place.now}`, version: sql`${team.version} + 1` })
    .where(and(isTeam(place), isNull(team.deletedAt)))
    .returning(teamColumns),
);
const unarchive = query<Key>()((place) =>
  build
    .update(team)
    .set({ archivedAt: sql`null`, version: sql`${team.version} + 1` })
    .where(and(isTeam(place), isNull(team.deletedAt), isNotNull(team.archivedAt)))
    .returning(teamColumns),
);
const unmark = query<Key & { since: string }>()((place) =>
  build
    .update(team)
    .set({ deletedAt: sql`null`, version: sql`${team.version} + 1` })
    .where(and(isTeam(place), sql`${team.deletedAt} > ${place.since}`))
    .returning(teamColumns),
);
const overdue = query<{ since: string }>()((place) =>
  build
    .select({ organizationId: team.organizationId, id: team.id })
    .from(team)
    .where(lte(team.deletedAt, place.since))
    .limit(1_000),
);
const remove = query<Key & { since: string }>()((place) =>
  build
    .delete(team)
    .where(and(eq(team.organizationId, place.organizationId), eq(team.id, place.id), lte(team.deletedAt, place.since)))
    .returning({ version: team.version }),
);
