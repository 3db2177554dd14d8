import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { checkVersion, notFound, stale } from '#platform/errors.ts';
import type { NotificationsContext } from '../../context.ts';
import { webhookTable } from '../../schema/webhook.ts';
import { assertMayManage, type ManagedWebhook } from '../hook/rules.ts';
import { newSecret } from '../hook/secret.ts';
import {
  checkedTarget,
  decryptTarget,
  encryptSecret,
  encryptTarget,
  retainedFields,
  shownUrl,
} from '../hook/target.ts';
import { webhookColumns, type WebhookRow } from '../hook/webhook.ts';
import { checkedTeams, type WebhookPatch } from './input.ts';

/**
 * Changes a webhook. Turning it on again forgets its failures.
 * @throws DomainError 403 for teams that the caller does not administer, 422, 412.
 */
export async function updateWebhook(
  ctx: NotificationsContext,
  { webhook, organization }: Authorized<ManagedWebhook, 'manage'>,
  { url, fields, enabled, ...patch }: WebhookPatch,
  ifVersion: number | undefined,
): Promise<WebhookRow> {
  if (patch.teamIds !== undefined) assertMayManage(organization, patch.teamIds);
  const teamIds = patch.teamIds === undefined ? webhook.teamIds : checkedTeams(organization, patch.teamIds);
  checkVersion(webhook.version, ifVersion);
  const row = { ...webhook, name: patch.name ?? webhook.name, events: patch.events ?? webhook.events, teamIds };
  if (url !== undefined || fields !== undefined) {
    const current = decryptTarget(ctx, webhook.encryptedTarget);
    const target = await checkedTarget(ctx, webhook.preset, {
      url: url ?? current?.url,
      fields: { ...retainedFields(webhook.preset, current, url), ...fields },
    });
    row.encryptedTarget = encryptTarget(ctx, target);
    row.shownUrl = shownUrl(webhook.preset, target);
  }
  if (enabled === true) Object.assign(row, { disabledAt: null, disabledReason: null });
  if (enabled === false && webhook.disabledAt === null)
    Object.assign(row, { disabledAt: ctx.clock.now().toISOString(), disabledReason: 'person' });
  const changed = await maybeOne(update(ctx, { ...row, forgetsFailures: enabled === true }));
  if (!changed) throw stale(webhook.version);
  return changed;
}

const previousSecretMs = 24 * 3_600_000;

/** Gives a webhook a new secret. The previous one signs too for 24 hours; one before it ends now. */
export async function rotateSecret(
  ctx: NotificationsContext,
  { webhook }: Authorized<ManagedWebhook, 'manage'>,
): Promise<{ row: WebhookRow; secret: string }> {
  const secret = newSecret();
  const row = await maybeOne(
    update(ctx, {
      ...webhook,
      forgetsFailures: false,
      encryptedSecret: encryptSecret(ctx, secret),
      encryptedPreviousSecret: webhook.encryptedSecret,
      previousSecretUntil: new Date(ctx.clock.now().getTime() + previousSecretMs).toISOString(),
    }),
  );
  if (!row) throw stale(webhook.version);
  return { row, secret };
}

/** Deletes a webhook with its deliveries. */
export function deleteWebhook(
  ctx: NotificationsContext,
  { webhook }: Authorized<ManagedWebhook, 'manage'>,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await maybeOne(remove(inTx, webhook));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
  });
}

const update = query<WebhookRow & { forgetsFailures: boolean }>()((params) =>
  qb
    .update(webhookTable)
    .set({
      name: sql`${params.name}`,
      encryptedTarget: sql`${params.encryptedTarget}`,
      shownUrl: sql`${params.shownUrl}`,
      events: sql`${params.events}`,
      teamIds: sql`${params.teamIds}`,
      encryptedSecret: sql`${params.encryptedSecret}`,
      encryptedPreviousSecret: sql`${params.encryptedPreviousSecret}`,
      previousSecretUntil: sql`${params.previousSecretUntil}`,
      failingSince: sql`case when ${params.forgetsFailures}::boolean then null else ${webhookTable.failingSince} end`,
      disabledAt: sql`${params.disabledAt}`,
      disabledReason: sql`${params.disabledReason}`,
      version: sql`${webhookTable.version} + 1`,
    })
    .where(
      and(
        eq(webhookTable.organizationId, params.organizationId),
        eq(webhookTable.id, params.id),
        eq(webhookTable.version, params.version),
      ),
    )
    .returning(webhookColumns),
);
const remove = query<Pick<WebhookRow, 'organizationId' | 'id'>>()((params) =>
  qb
    .delete(webhookTable)
    .where(and(eq(webhookTable.organizationId, params.organizationId), eq(webhookTable.id, params.id)))
    .returning({ version: webhookTable.version }),
);
