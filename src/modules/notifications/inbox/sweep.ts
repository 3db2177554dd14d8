import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { missingIds } from '#platform/jobs/sweep.ts';
import type { NotificationsContext } from '../context.ts';
import { messageTable } from '../schema/message.ts';
import { notificationTable } from '../schema/notification.ts';
import { forgetOldSuppressions } from '../mail/suppression.ts';
import { forgetOldMails, forgetOldWindows, forgetOrganization } from './forget.ts';

const mailRetentionMs = 90 * 86_400_000;
const suppressionRetentionMs = 365 * 86_400_000;

/** Deletes notifications of organizations that no longer exist, and old mail records. */
export async function sweep(ctx: NotificationsContext): Promise<void> {
  const retainedIds = (await organizations(ctx, {})).map(({ id }) => id);
  const removedIds = await missingIds(
    retainedIds,
    async (ids) => (await ctx.teams.existing(ctx, { organizationIds: ids, teamIds: [] })).organizationIds,
  );
  for (const organizationId of removedIds) await forgetOrganization(ctx, { organizationId });
  await forgetOldWindows(ctx, { before: ctx.clock.now().toISOString() });
  const ago = (ms: number) => new Date(ctx.clock.now().getTime() - ms).toISOString();
  await forgetOldMails(ctx, { before: ago(mailRetentionMs) });
  await forgetOldSuppressions(ctx, { before: ago(suppressionRetentionMs) });
}

const organizations = rawQuery<object, { id: OrganizationId }>(
  () => sql`
    select organization_id as id from ${notificationTable} where organization_id is not null
    union select organization_id from ${messageTable} where organization_id is not null`,
);
