import { hash } from 'node:crypto';
import { TemporaryError } from '#platform/failures.ts';
import type { UserId } from '#platform/ids.ts';
import { AddressNotAllowedError, type OutboundReply, type OutboundRequest } from '#platform/outbound/outbound.ts';
import type { NotificationsContext } from '../context.ts';
import type { PushMessage } from '../contract.ts';
import type { VapidKeys } from '../vapid.ts';
import { type Device, devicesOf, recordSent, remove } from './push-subscription.ts';

/** A push service holds a message for a browser that is away for this long. */
const secondsToLive = 86_400;
/** What every push service accepts, before encryption (RFC 8030, 7.2 and RFC 8291, 4). */
const maxPayloadBytes = 3_000;

/**
 * Sends a notification to each of a person's browsers. Browsers that are gone, that ended their session or that know
 * another server key are removed.
 * @throws TemporaryError if a push service asked to send later. A retry skips the browsers that have the message.
 */
export async function sendPush(ctx: NotificationsContext, userId: UserId, message: PushMessage): Promise<void> {
  const payload = encodePayload(message);
  const results = await Promise.allSettled(
    (await devicesOf(ctx, { userId })).map((device) => sendToDevice(ctx, userId, device, message, payload)),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

async function sendToDevice(
  ctx: NotificationsContext,
  userId: UserId,
  device: Device,
  { notificationId, tag }: PushMessage,
  payload: string,
): Promise<void> {
  const { id } = device;
  if (device.sentNotificationId === notificationId) return;
  const keys = ctx.vapid.all.find(({ publicKey }) => publicKey === device.serverKey);
  const isValid = keys !== undefined && (await ctx.streamAccess.isSignedIn(device.actor));
  const outcome = isValid ? await post(ctx, await requestFor(device, keys, ctx.vapid.subject, tag, payload)) : 'gone';
  if (outcome === 'gone') await remove(ctx, { userId, id });
  else await recordSent(ctx, { userId, id, notificationId, sentAt: ctx.clock.now().toISOString() });
}

/** A message that a push service refuses permanently is not retried; the device stays, since the next may fit. */
async function post(ctx: NotificationsContext, request: OutboundRequest): Promise<'done' | 'gone'> {
  const { host } = new URL(request.url);
  let reply: OutboundReply;
  try {
    reply = await ctx.outbound.send(request);
  } catch (error) {
    if (error instanceof AddressNotAllowedError) return 'gone';
    throw new TemporaryError(`The push service ${host} could not be reached.`, { cause: error });
  }
  const { status, excerpt } = reply;
  if (status >= 200 && status < 300) return 'done';
  if (goneStatuses.has(status)) return 'gone';
  if (status === 429 || status >= 500) throw new TemporaryError(`The push service ${host} replied ${status}.`);
  ctx.log.warn({ host, status, excerpt: excerpt.slice(0, 200) }, 'a push service refused a message');
  return 'done';
}

/** The subscription no longer exists, or was made with another server key (RFC 8030, 7.3; RFC 8292, 4.2). */
const goneStatuses: ReadonlySet<number> = new Set([403, 404, 410]);

/** The request of RFC 8030 with an encrypted payload (RFC 8291) and our signature (RFC 8292). */
async function requestFor(
  { endpoint, p256dh, auth }: Device,
  { publicKey, privateKey }: VapidKeys,
  subject: string,
  tag: string,
  payload: string,
): Promise<OutboundRequest> {
  const { default: webPush } = await import('web-push');
  const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
    vapidDetails: { subject, publicKey, privateKey },
    TTL: secondsToLive,
    topic: topicOf(tag),
  });
  return { url: endpoint, method: 'POST', headers, body };
}

/** A message with the same topic replaces one that still waits: at most 32 characters of base64url (RFC 8030, 5.4). */
function topicOf(tag: string): string {
  return hash('sha256', tag, 'base64url').slice(0, 32);
}

/** The payload as JSON. A long text is cut, since push services refuse large messages. */
function encodePayload(message: PushMessage): string {
  const excess = Buffer.byteLength(JSON.stringify(message)) - maxPayloadBytes;
  if (excess <= 0) return JSON.stringify(message);
  const beginning = message.body.slice(0, Math.max(0, message.body.length - excess)).toWellFormed();
  return JSON.stringify({ ...message, body: `${beginning}…` });
}
