import { withTransaction } from '#platform/database/database.ts';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { TemporaryError } from '#platform/failures.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { AddressNotAllowedError, type OutboundReply, type OutboundRequest } from '#platform/outbound/outbound.ts';
import type { NotificationsContext } from '../../context.ts';
import type { DeliveryId, disabledReasons } from '../../contract.ts';
import { publish } from '../../publish.ts';
import { type DeliveryAttempt, deliveryTable, webhookTable } from '../../schema/webhook.ts';
import { signatureHeaders } from '../hook/secret.ts';
import { decryptSecret, decryptTarget } from '../hook/target.ts';
import { webhookById, type WebhookRow } from '../hook/webhook.ts';
import { jsonRequest } from '../presets/preset.ts';
import { presets } from '../presets/presets.ts';
import { giveUpAfterMs, millisecondsUntil, nextDelayMs } from './backoff.ts';
import { chatMessage } from './chat-message.ts';
import { deliveryById, deliveryColumns, type DeliveryError, type DeliveryRow } from './delivery.ts';

const maxStoredAttempts = 50;
/** The first attempt follows the event by a moment, so a row of failures of three days is a little shorter. */
const disableAfterMs = giveUpAfterMs - 3_600_000;

/**
 * Makes one attempt at a delivery. The row is the truth and the job only its reminder: a job that comes too early is
 * put back, one for a finished delivery ends.
 * @throws TemporaryError with the time of the next attempt.
 */
export async function sendDelivery(
  ctx: NotificationsContext,
  key: { readonly organizationId: OrganizationId; readonly id: DeliveryId },
): Promise<void> {
  const organizationIds = [key.organizationId];
  const delivery = await maybeOne(deliveryById(ctx, { id: key.id, organizationIds }));
  if (delivery?.state !== 'queued') return;
  const webhook = await maybeOne(webhookById(ctx, { id: delivery.webhookId, organizationIds }));
  if (!webhook) return;
  const isOff = webhook.disabledAt !== null || !(await ctx.flags.isOn('webhooks', key.organizationId));
  if (isOff) return finish(ctx, delivery, webhook, { state: 'cancelled' });
  const waitMs = delivery.nextAttemptAt === null ? 0 : Date.parse(delivery.nextAttemptAt) - ctx.clock.now().getTime();
  if (waitMs > 0)
    throw new TemporaryError('it is too early for the next attempt', { retryAfterSeconds: waitMs / 1_000 });
  const request = await requestOf(ctx, delivery, webhook);
  if (request === null)
    return record(ctx, delivery, webhook, failedWith('not-decryptable', ctx.clock.now().toISOString(), 0));
  const { claimed, outcome } = await attempt(ctx, delivery, request);
  await record(ctx, claimed, webhook, outcome);
}

/** Longer than an attempt takes. After it another job may try, if this process has ended meanwhile. */
const claimMs = 60_000;

/** Takes the attempt for this job: of several jobs of a delivery one sends. */
async function claimAttempt(ctx: NotificationsContext, { organizationId, id }: DeliveryRow): Promise<DeliveryRow> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + claimMs).toISOString();
  const claimed = await maybeOne(claim(ctx, { organizationId, id, now: now.toISOString(), until }));
  if (claimed) return claimed;
  throw new TemporaryError('another job makes this attempt', { retryAfterSeconds: claimMs / 1_000 });
}

interface Outcome extends DeliveryAttempt {
  readonly error: DeliveryError | null;
  readonly response: string | null;
  readonly retryAfter: string | null;
}

/** The request of a delivery; null if the key that its target was encrypted with is lost. */
async function requestOf(
  ctx: NotificationsContext,
  { id, payload: { type, timestamp, data } }: DeliveryRow,
  webhook: WebhookRow,
): Promise<OutboundRequest | null> {
  const target = decryptTarget(ctx, webhook.encryptedTarget);
  const secrets = validSecrets(ctx, webhook);
  if (target === null || secrets.length === 0) return null;
  if (webhook.preset === 'standard') {
    const body = { type, timestamp, data };
    const signed = signatureHeaders(secrets, { id, at: ctx.clock.now(), body: JSON.stringify(body) });
    return jsonRequest(target.url, body, { headers: signed });
  }
  const { organizationId } = webhook;
  const locale = (await ctx.teams.directory(ctx, { organizationId }))?.locale ?? 'en';
  const message = chatMessage({ type: String(type), data: Object(data) }, locale);
  return presets[webhook.preset].build(message, target, id);
}

function validSecrets(ctx: NotificationsContext, webhook: WebhookRow): string[] {
  const { encryptedSecret, encryptedPreviousSecret, previousSecretUntil } = webhook;
  const isPreviousValid = previousSecretUntil !== null && previousSecretUntil > ctx.clock.now().toISOString();
  const encrypted = [encryptedSecret, isPreviousValid ? encryptedPreviousSecret : null];
  return encrypted.flatMap((text) => (text === null ? [] : (decryptSecret(ctx, text) ?? [])));
}

async function attempt(
  ctx: NotificationsContext,
  delivery: DeliveryRow,
  request: OutboundRequest,
): Promise<{ claimed: DeliveryRow; outcome: Outcome }> {
  const turn = await ctx.webhooks.hosts.take(new URL(request.url).host);
  if ('retryAfterSeconds' in turn) throw new TemporaryError('the host of the webhook is busy', turn);
  try {
    const claimed = await claimAttempt(ctx, delivery);
    return { claimed, outcome: await send(ctx, request) };
  } finally {
    turn.release();
  }
}

async function send(ctx: NotificationsContext, request: OutboundRequest): Promise<Outcome> {
  const at = ctx.clock.now().toISOString();
  const startedAt = performance.now();
  const duration = () => Math.round(performance.now() - startedAt);
  try {
    const reply = await ctx.outbound.send(request);
    return { ...outcomeOf(reply), at, durationMs: duration() };
  } catch (error) {
    return failedWith(problemOf(error), at, duration());
  }
}

function outcomeOf({ status, excerpt, retryAfter }: OutboundReply) {
  return { status, error: null, response: excerpt, retryAfter };
}

function failedWith(error: DeliveryError, at: string, durationMs: number): Outcome {
  return { at, durationMs, status: null, error, response: null, retryAfter: null };
}

const problems: Readonly<Record<string, DeliveryError>> = {
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  ENODATA: 'name-not-found',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  EPROTO: 'tls',
};

/** A code for the log that people read: messages of errors may contain addresses. */
function problemOf(error: unknown): DeliveryError {
  if (error instanceof AddressNotAllowedError) return 'address-not-allowed';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/CERT|TLS|SSL|SIGNATURE|ISSUER/.test(code)) return 'tls';
  return problems[code] ?? 'unreachable';
}

/** Records an attempt, and with it whether the webhook works. */
async function record(
  ctx: NotificationsContext,
  delivery: DeliveryRow,
  webhook: WebhookRow,
  { response, retryAfter, ...made }: Outcome,
): Promise<void> {
  const now = ctx.clock.now();
  const attempts = [...delivery.attempts, made].slice(-maxStoredAttempts);
  const { status, error } = made;
  if (status !== null && status >= 200 && status < 300)
    return finish(ctx, delivery, webhook, { state: 'delivered', attempts, response });
  const failures = attempts.filter(({ at }) => at >= delivery.queuedAt).length;
  const ageMs = now.getTime() - Date.parse(delivery.queuedAt);
  const isFinal = status === 410 || error === 'address-not-allowed' || error === 'not-decryptable';
  const delayMs = isFinal ? null : nextDelayMs(failures, { ageMs, retryAfterMs: millisecondsUntil(retryAfter, now) });
  ctx.log.info({ deliveryId: delivery.id, webhookId: webhook.id, status, error }, 'a webhook delivery failed');
  if (delayMs === null) {
    const disables = status === 410 ? 'gone' : 'failing';
    return finish(ctx, delivery, webhook, { state: 'failed', attempts, response, disables });
  }
  const nextAttemptAt = new Date(now.getTime() + delayMs).toISOString();
  await finish(ctx, delivery, webhook, { state: 'queued', attempts, response, nextAttemptAt });
  throw new TemporaryError(`the webhook’s target answered ${status ?? error}`, { retryAfterSeconds: delayMs / 1_000 });
}

interface Result {
  readonly state: DeliveryRow['state'];
  readonly attempts?: readonly DeliveryAttempt[];
  readonly response?: string | null;
  readonly nextAttemptAt?: string | null;
  readonly disables?: (typeof disabledReasons)[number] | null;
}

function finish(
  ctx: NotificationsContext,
  delivery: DeliveryRow,
  webhook: WebhookRow,
  { state, nextAttemptAt = null, disables = null, ...result }: Result,
): Promise<void> {
  const now = ctx.clock.now().toISOString();
  const { organizationId } = delivery;
  const hasFailed = state === 'queued' || state === 'failed';
  return withTransaction(ctx, async (inTx) => {
    await update(inTx, {
      organizationId,
      id: delivery.id,
      state,
      attempts: JSON.stringify(result.attempts ?? delivery.attempts),
      response: result.response ?? delivery.response,
      nextAttemptAt,
      finishedAt: state === 'queued' ? null : now,
    });
    // The webhook was read before the attempt: others may have failed or succeeded since.
    if (state === 'delivered') await recovered(inTx, webhook);
    if (hasFailed) await failing(inTx, { ...webhook, now });
    if (disables !== null) await turnOff(inTx, webhook, disables);
  });
}

/** Turns a webhook off, unless that has happened meanwhile, or it has not failed for long enough. */
async function turnOff(
  ctx: NotificationsContext,
  { organizationId, id, name, createdBy, teamIds }: WebhookRow,
  reason: (typeof disabledReasons)[number],
): Promise<void> {
  const now = ctx.clock.now();
  const failingBefore = reason === 'gone' ? null : new Date(now.getTime() - disableAfterMs).toISOString();
  const [disabled] = await disable(ctx, { organizationId, id, reason, now: now.toISOString(), failingBefore });
  if (!disabled) return;
  await publish(ctx, {
    type: 'webhook.disabled',
    organizationId,
    subject: { kind: 'webhook', id, version: disabled.version },
    audience: null,
    payload: { webhookId: id, name, reason, createdBy, teamIds },
  });
}

const ofWebhook = (params: Readonly<Record<'organizationId' | 'id', unknown>>) =>
  and(eq(webhookTable.organizationId, sql`${params.organizationId}`), eq(webhookTable.id, sql`${params.id}`));
type WebhookKey = Pick<WebhookRow, 'organizationId' | 'id'>;

const claim = query<{ organizationId: OrganizationId; id: DeliveryId; now: string; until: string }>()((params) =>
  qb
    .update(deliveryTable)
    .set({ nextAttemptAt: sql`${params.until}` })
    .where(
      and(
        eq(deliveryTable.organizationId, params.organizationId),
        eq(deliveryTable.id, params.id),
        eq(deliveryTable.state, 'queued'),
        sql`(${deliveryTable.nextAttemptAt} is null or ${deliveryTable.nextAttemptAt} <= ${params.now})`,
      ),
    )
    .returning(deliveryColumns),
);
const update = query<{
  organizationId: OrganizationId;
  id: DeliveryId;
  state: string;
  attempts: string;
  response: string | null;
  nextAttemptAt: string | null;
  finishedAt: string | null;
}>()((params) =>
  qb
    .update(deliveryTable)
    .set({
      state: sql`${params.state}`,
      attempts: sql`${params.attempts}::jsonb`,
      response: sql`${params.response}`,
      nextAttemptAt: sql`${params.nextAttemptAt}`,
      finishedAt: sql`${params.finishedAt}`,
    })
    .where(
      and(
        eq(deliveryTable.organizationId, params.organizationId),
        eq(deliveryTable.id, params.id),
        eq(deliveryTable.state, 'queued'),
      ),
    ),
);
const recovered = query<WebhookKey>()((params) =>
  qb
    .update(webhookTable)
    .set({ failingSince: sql`null` })
    .where(and(ofWebhook(params), sql`${webhookTable.failingSince} is not null`)),
);
const failing = query<WebhookKey & { now: string }>()((params) =>
  qb
    .update(webhookTable)
    .set({ failingSince: sql`${params.now}` })
    .where(and(ofWebhook(params), sql`${webhookTable.failingSince} is null`)),
);
const disable = query<WebhookKey & { now: string; reason: string; failingBefore: string | null }>()((params) =>
  qb
    .update(webhookTable)
    .set({
      disabledAt: sql`${params.now}`,
      disabledReason: sql`${params.reason}`,
      version: sql`${webhookTable.version} + 1`,
    })
    .where(
      and(
        ofWebhook(params),
        sql`${webhookTable.disabledAt} is null`,
        sql`(${params.failingBefore}::timestamptz is null or ${webhookTable.failingSince} <= ${params.failingBefore})`,
      ),
    )
    .returning({ version: webhookTable.version }),
);
