import {
  foreignKey,
  index,
  instant,
  integer,
  jsonb,
  oneOf,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import { notifications } from './base.ts';
import { type DeliveryId, deliveryStates, disabledReasons, type WebhookId, webhookPresets } from '../contract.ts';

/** Targets that receive the events of an organization, or of some of its teams. */
export const webhookTable = notifications.table(
  'webhook',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    id: uuid().$type<WebhookId>().notNull(),
    name: text().notNull(),
    preset: text({ enum: webhookPresets }).notNull(),
    /** Address and credentials, encrypted: the address of a chat often is its only secret. */
    encryptedTarget: text().notNull(),
    /** The address without its secrets, as it is shown. */
    shownUrl: text().notNull(),
    events: text().array().notNull(),
    /** Null for all teams. An empty list, after all of its teams are gone, matches none. */
    teamIds: uuid().array().$type<TeamId[]>(),
    encryptedSecret: text().notNull(),
    /** Signs too until the time beside it, so that receivers can change to the new secret. */
    encryptedPreviousSecret: text(),
    previousSecretUntil: instant(),
    /** The first failure since the last success. */
    failingSince: instant(),
    disabledAt: instant(),
    disabledReason: text({ enum: disabledReasons }),
    /** Null after the account is deleted. */
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('webhook_id').on(table.id),
    index('webhook_created_by').on(table.createdBy),
    oneOf('webhook_preset', table.preset, webhookPresets),
    oneOf('webhook_disabled_reason', table.disabledReason, disabledReasons),
  ],
);

/** An attempt at a delivery. */
export interface DeliveryAttempt {
  readonly at: string;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
}

/** Events on their way to a webhook, and what became of them. Kept for 30 days. */
export const deliveryTable = notifications.table(
  'webhook_delivery',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    /** Derived from event and webhook: also the message id that receivers see. */
    id: uuid().$type<DeliveryId>().notNull(),
    webhookId: uuid().$type<WebhookId>().notNull(),
    type: text().notNull(),
    payload: jsonb().$type<Readonly<Record<string, unknown>>>().notNull(),
    state: text({ enum: deliveryStates }).notNull(),
    attempts: jsonb().$type<DeliveryAttempt[]>().notNull().default([]),
    /** The beginning of the last reply. */
    response: text(),
    nextAttemptAt: instant(),
    /** When it was queued, or queued again by a person. It is retried for three days from then. */
    queuedAt: instant().notNull(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('webhook_delivery_id').on(table.id),
    index('webhook_delivery_webhook').on(table.organizationId, table.webhookId, table.createdAt, table.id),
    index('webhook_delivery_created').on(table.createdAt),
    foreignKey({
      name: 'webhook_delivery_webhook_fk',
      columns: [table.organizationId, table.webhookId],
      foreignColumns: [webhookTable.organizationId, webhookTable.id],
    }).onDelete('cascade'),
    oneOf('webhook_delivery_state', table.state, deliveryStates),
  ],
);
