import { callOf } from '#platform/modules/contract.ts';
import { withTransaction } from '#platform/database/database.ts';
import { newId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { publish } from '../publish.ts';

/** Notifies the instance admins that a backup failed; returns whom. */
export async function reportBackupFailure(
  ctx: NotificationsContext,
  { error }: { readonly error: string },
): Promise<{ userIds: UserId[] }> {
  const { userIds } = await ctx.auth.instanceAdmins(callOf(ctx), {});
  await withTransaction(ctx, (inTx) =>
    publish(inTx, {
      type: 'backup.failed',
      organizationId: null,
      subject: { kind: 'backup', id: newId(), version: 1 },
      audience: null,
      payload: { adminIds: userIds, error },
    }),
  );
  return { userIds };
}
