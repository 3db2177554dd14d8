import { z } from 'zod';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import type { NotificationsContext } from '../context.ts';
import { deliveryStates } from '../contract.ts';
import { Delivery, deliveryManager, listDeliveries, toDelivery } from './delivery/delivery.ts';
import { redeliver, sendTest } from './delivery/redeliver.ts';
import { webhookCreator, webhookLister, webhookManager } from './hook/rules.ts';
import { toWebhook, toWebhooks, Webhook, WebhookWithSecret } from './hook/webhook.ts';
import { createWebhook } from './manage/create-webhook.ts';
import { NewWebhook, WebhookPatch } from './manage/input.ts';
import { listWebhooks } from './manage/list-webhooks.ts';
import { deleteWebhook, rotateSecret, updateWebhook } from './manage/update-webhook.ts';

const route = routeOf<NotificationsContext>();

/** A webhook sends out what the organization does: no token may set one up, or its scopes would not limit it. */
const tokenScope = null;

export const webhookRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/webhooks',
    summary: 'List webhooks',
    rule: webhookLister,
    tokenScope,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Webhook) },
    handle: async (ctx, { allowed }) => ({
      items: await toWebhooks(ctx, await listWebhooks(ctx, allowed)),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/webhooks',
    summary: 'Create a webhook; its secret is shown only once',
    rule: webhookCreator,
    tokenScope,
    repeatable: false,
    body: NewWebhook,
    reply: { status: 201, body: WebhookWithSecret },
    async handle(ctx, { allowed, body }) {
      const { row, secret } = await createWebhook(ctx, allowed, body);
      return reply({ ...(await toWebhook(ctx, row)), secret }, { version: row.version });
    },
  }),
  route({
    method: 'get',
    path: '/webhooks/{id}',
    summary: 'Get a webhook',
    rule: webhookManager,
    tokenScope,
    reply: { status: 200, body: Webhook },
    handle: async (ctx, { allowed: { webhook } }) => reply(await toWebhook(ctx, webhook), { version: webhook.version }),
  }),
  route({
    method: 'patch',
    path: '/webhooks/{id}',
    summary: 'Update a webhook, or turn it on or off',
    rule: webhookManager,
    tokenScope,
    body: WebhookPatch,
    reply: { status: 200, body: Webhook },
    async handle(ctx, { allowed, body, ifVersion }) {
      const row = await updateWebhook(ctx, allowed, body, ifVersion);
      return reply(await toWebhook(ctx, row), { version: row.version });
    },
  }),
  route({
    method: 'delete',
    path: '/webhooks/{id}',
    summary: 'Delete a webhook and its deliveries',
    rule: webhookManager,
    tokenScope,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteWebhook(ctx, allowed, ifVersion),
  }),
  route({
    method: 'post',
    path: '/webhooks/{id}/rotate-secret',
    summary: 'Create a new secret; the previous one signs too for 24 hours',
    rule: webhookManager,
    tokenScope,
    repeatable: false,
    reply: { status: 200, body: WebhookWithSecret },
    async handle(ctx, { allowed }) {
      const { row, secret } = await rotateSecret(ctx, allowed);
      return reply({ ...(await toWebhook(ctx, row)), secret }, { version: row.version });
    },
  }),
  route({
    method: 'post',
    path: '/webhooks/{id}/test',
    summary: 'Send a test event',
    rule: webhookManager,
    tokenScope,
    reply: { status: 202, body: Delivery },
    handle: async (ctx, { allowed }) => toDelivery(await sendTest(ctx, allowed)),
  }),
  route({
    method: 'get',
    path: '/webhooks/{id}/deliveries',
    summary: 'List deliveries of the last 30 days, newest first',
    rule: webhookManager,
    tokenScope,
    query: z.strictObject({ ...pageQuery, state: z.enum(deliveryStates).optional() }),
    reply: { status: 200, body: pageOf(Delivery) },
    handle: (ctx, { allowed, query }) => listDeliveries(ctx, allowed, query),
  }),
  route({
    method: 'post',
    path: '/deliveries/{id}/redeliver',
    summary: 'Send a delivery again',
    rule: deliveryManager,
    tokenScope,
    reply: { status: 202, body: Delivery },
    handle: async (ctx, { allowed }) => toDelivery(await redeliver(ctx, allowed)),
  }),
];
