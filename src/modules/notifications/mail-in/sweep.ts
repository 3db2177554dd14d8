import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { missingIds } from '#platform/jobs/sweep.ts';
import type { NotificationsContext } from '../context.ts';
import { receivedMailTable, teamMailTable } from '../schema/received-mail.ts';

const retentionMs = 90 * 86_400_000;

/** Deletes old records of received mails, and what belongs to organizations that no longer exist. */
export async function sweepReceivedMail(ctx: NotificationsContext): Promise<void> {
  const ids = (await organizations(ctx, {})).map(({ id }) => id);
  const missing = await missingIds(
    ids,
    async (some) => (await ctx.teams.existing(ctx, { organizationIds: some, teamIds: [] })).organizationIds,
  );
  for (const organizationId of missing) await forgetReceivedMail(ctx, { organizationId });
  await removeOld(ctx, { before: new Date(ctx.clock.now().getTime() - retentionMs).toISOString() });
}

/** Deletes what is stored of an organization's received mails and addresses. Idempotent. */
export const forgetReceivedMail = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`
    with deleted as (delete from ${receivedMailTable} where organization_id = ${params.organizationId})
    delete from ${teamMailTable} where organization_id = ${params.organizationId}`,
);

/** Deletes the address of a purged team. Idempotent. */
export const forgetTeamAddress = rawQuery<{ organizationId: OrganizationId; teamId: TeamId }, object>(
  (params) => sql`
    delete from ${teamMailTable}
    where organization_id = ${params.organizationId} and team_id = ${params.teamId}`,
);

const organizations = rawQuery<object, { id: OrganizationId }>(
  () => sql`
    select organization_id as id from ${teamMailTable}
    union select organization_id from ${receivedMailTable} where organization_id is not null`,
);
const removeOld = rawQuery<{ before: string }, object>(
  (params) => sql`delete from ${receivedMailTable} where received_at < ${params.before}::timestamptz`,
);
