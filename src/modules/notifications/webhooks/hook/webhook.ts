import { z } from 'zod';
import { Person, personIn } from '#modules/auth';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { OrganizationId, TeamId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import { disabledReasons, WebhookId, webhookPresets } from '../../contract.ts';
import { webhookTable } from '../../schema/webhook.ts';
import { decryptTarget, shownFields } from './target.ts';

export const Webhook = z
  .strictObject({
    id: WebhookId,
    organizationId: OrganizationId,
    name: z.string(),
    preset: z.enum(webhookPresets),
    url: z.string().describe('For a chat whose address is a secret, only its host.'),
    fields: z.record(z.string(), z.string()).describe('Without tokens.'),
    events: z.array(z.string()),
    teamIds: z.array(TeamId).nullable().describe('Null for all teams.'),
    enabled: z.boolean(),
    disabledReason: z.enum(disabledReasons).nullable(),
    disabledAt: z.iso.datetime().nullable(),
    failingSince: z.iso.datetime().nullable().describe('The first failure since the last success.'),
    previousSecretUntil: z.iso.datetime().nullable().describe('Until then the previous secret signs too.'),
    createdBy: Person.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' });
export const WebhookWithSecret = Webhook.extend({
  secret: z.string().describe('`whsec_…`: shown only in this reply.'),
}).meta({ id: 'WebhookWithSecret' });

export const webhookColumns = {
  organizationId: webhookTable.organizationId,
  id: webhookTable.id,
  name: webhookTable.name,
  preset: webhookTable.preset,
  encryptedTarget: webhookTable.encryptedTarget,
  shownUrl: webhookTable.shownUrl,
  events: webhookTable.events,
  teamIds: webhookTable.teamIds,
  encryptedSecret: webhookTable.encryptedSecret,
  encryptedPreviousSecret: webhookTable.encryptedPreviousSecret,
  previousSecretUntil: webhookTable.previousSecretUntil,
  failingSince: webhookTable.failingSince,
  disabledAt: webhookTable.disabledAt,
  disabledReason: webhookTable.disabledReason,
  createdBy: webhookTable.createdBy,
  createdAt: webhookTable.createdAt,
  version: webhookTable.version,
};
export type WebhookRow = Awaited<ReturnType<typeof webhookById>>[number];

/** The webhook of an id, if it belongs to one of the organizations. */
export const webhookById = query<{ id: WebhookId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(webhookColumns)
    .from(webhookTable)
    .where(and(eq(webhookTable.id, params.id), sql`${webhookTable.organizationId} = any(${params.organizationIds})`)),
);

/** Replies for webhooks. Tokens and secret addresses stay out. */
export async function toWebhooks(
  ctx: NotificationsContext,
  rows: readonly WebhookRow[],
): Promise<z.input<typeof Webhook>[]> {
  const people = await ctx.people.byIds(rows.map(({ createdBy }) => createdBy));
  return rows.map((row) => {
    const target = decryptTarget(ctx, row.encryptedTarget);
    return {
      id: row.id,
      organizationId: row.organizationId,
      name: row.name,
      preset: row.preset,
      url: row.shownUrl,
      fields: target ? shownFields(row.preset, target) : {},
      events: row.events,
      teamIds: row.teamIds,
      enabled: row.disabledAt === null,
      disabledReason: row.disabledReason,
      disabledAt: row.disabledAt,
      failingSince: row.failingSince,
      previousSecretUntil: row.previousSecretUntil,
      createdBy: personIn(people, row.createdBy),
      createdAt: row.createdAt,
    };
  });
}

export async function toWebhook(ctx: NotificationsContext, row: WebhookRow): Promise<z.input<typeof Webhook>> {
  const [webhook] = await toWebhooks(ctx, [row]);
  if (!webhook) throw new Error('a row gives a reply');
  return webhook;
}
