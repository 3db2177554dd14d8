import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { renewEncryption } from '#platform/encryption.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookId } from '../../contract.ts';
import { webhookTable } from '../../schema/webhook.ts';

/**
 * After a rotation of the secret key, encrypts addresses and secrets of webhooks with the current one, so that the
 * previous one can be removed. Idempotent.
 */
export async function renewWebhookEncryption(ctx: NotificationsContext): Promise<void> {
  const { keys } = ctx.webhooks;
  if (keys.length === 1) return;
  for (const { organizationId, id, ...texts } of await all(ctx, {})) {
    for (const text of Object.values(texts)) {
      const renewed = text === null ? null : renewEncryption(keys, text);
      if (text !== null && renewed !== null) await replace(ctx, { organizationId, id, text, renewed });
    }
  }
}

interface EncryptedTexts {
  readonly organizationId: OrganizationId;
  readonly id: WebhookId;
  readonly target: string;
  readonly secret: string;
  readonly previousSecret: string | null;
}

const all = rawQuery<object, EncryptedTexts>(
  () => sql`
    select
      organization_id as "organizationId",
      id,
      encrypted_target as target,
      encrypted_secret as secret,
      encrypted_previous_secret as "previousSecret"
    from ${webhookTable}`,
);
/** Where the text still is: it may have been changed or moved meanwhile. */
const replace = rawQuery<{ organizationId: OrganizationId; id: WebhookId; text: string; renewed: string }, object>(
  (params) => sql`
    update ${webhookTable} set
      encrypted_target = case encrypted_target when ${params.text} then ${params.renewed} else encrypted_target end,
      encrypted_secret = case encrypted_secret when ${params.text} then ${params.renewed} else encrypted_secret end,
      encrypted_previous_secret =
        case encrypted_previous_secret when ${params.text} then ${params.renewed} else encrypted_previous_secret end
    where organization_id = ${params.organizationId} and id = ${params.id}`,
);
