import { ECDH } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { one, query, rawQuery } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { deviceName } from '#platform/http/device-name.ts';
import { newId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { type NotificationId, PushSubscriptionId } from '../contract.ts';
import { pushSubscriptionTable } from '../schema/push-subscription.ts';

/** A browser as its own `PushSubscription.toJSON()` describes it (Push API). */
export const NewPushSubscription = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/ })
      .regex(/^[!-~]+$/, 'must be in ASCII, as browsers give it')
      .max(2_000),
    expirationTime: z.number().nullish(),
    keys: z.strictObject({
      p256dh: z.string().max(100).refine(isCurvePoint, 'must be a P-256 public key in base64url'),
      auth: z
        .string()
        .max(100)
        .refine((text) => Buffer.from(text, 'base64url').length === 16, 'must be 16 bytes in base64url'),
    }),
  })
  .meta({ id: 'NewPushSubscription' });
export type NewPushSubscription = z.infer<typeof NewPushSubscription>;

export const PushSubscription = z
  .strictObject({
    id: PushSubscriptionId,
    device: z.string().describe('For example “Firefox on Linux”; empty if unknown.'),
    endpoint: z.string(),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PushSubscription' });
export type PushSubscription = z.infer<typeof PushSubscription>;

const maxDevices = 20;

const columns = {
  id: pushSubscriptionTable.id,
  device: pushSubscriptionTable.device,
  endpoint: pushSubscriptionTable.endpoint,
  createdAt: pushSubscriptionTable.createdAt,
  sentAt: pushSubscriptionTable.sentAt,
};

/**
 * Registers the caller's browser. Idempotent: the same browser keeps its entry, and if somebody else used it before,
 * it now belongs to the caller. Beyond 20 devices the oldest is removed.
 */
export function addPushSubscription(
  ctx: NotificationsContext,
  userId: UserId,
  { endpoint, keys }: NewPushSubscription,
  userAgent: string,
): Promise<PushSubscription> {
  return withTransaction(ctx, async (inTx) => {
    const row = await one(
      save(inTx, {
        userId,
        id: newId<PushSubscriptionId>(),
        endpoint,
        ...keys,
        serverKey: ctx.vapid.current.publicKey,
        actor: ctx.actor,
        device: deviceName(userAgent),
        createdAt: ctx.clock.now().toISOString(),
      }),
    );
    await removeOldest(inTx, { userId, retained: maxDevices });
    return row;
  });
}

export const listPushSubscriptions = query<{ userId: UserId }>()((params) =>
  qb
    .select(columns)
    .from(pushSubscriptionTable)
    .where(eq(pushSubscriptionTable.userId, params.userId))
    .orderBy(pushSubscriptionTable.createdAt),
);

/** @throws DomainError 404 if it is not the caller's. */
export async function removePushSubscription(
  ctx: NotificationsContext,
  userId: UserId,
  id: PushSubscriptionId,
): Promise<void> {
  const removed = await remove(ctx, { userId, id });
  if (removed.length === 0) throw notFound();
}

/** Everything that sending to a person's browsers takes. */
export const devicesOf = query<{ userId: UserId }>()((params) =>
  qb
    .select({
      id: pushSubscriptionTable.id,
      endpoint: pushSubscriptionTable.endpoint,
      p256dh: pushSubscriptionTable.p256dh,
      auth: pushSubscriptionTable.auth,
      serverKey: pushSubscriptionTable.serverKey,
      actor: pushSubscriptionTable.actor,
      sentNotificationId: pushSubscriptionTable.sentNotificationId,
    })
    .from(pushSubscriptionTable)
    .where(eq(pushSubscriptionTable.userId, params.userId)),
);
export type Device = Awaited<ReturnType<typeof devicesOf>>[number];

export const remove = query<{ userId: UserId; id: PushSubscriptionId }>()((params) =>
  qb
    .delete(pushSubscriptionTable)
    .where(and(eq(pushSubscriptionTable.userId, params.userId), eq(pushSubscriptionTable.id, params.id)))
    .returning({ id: pushSubscriptionTable.id }),
);

/** Which of these people have a browser that receives messages. */
export const usersWithDevices = query<{ userIds: readonly UserId[] }>()((params) =>
  qb
    .selectDistinct({ userId: pushSubscriptionTable.userId })
    .from(pushSubscriptionTable)
    .where(sql`${pushSubscriptionTable.userId} = any(${params.userIds})`),
);

/** Records what a browser was sent last. */
export const recordSent = query<{
  userId: UserId;
  id: PushSubscriptionId;
  notificationId: NotificationId;
  sentAt: string;
}>()((params) =>
  qb
    .update(pushSubscriptionTable)
    .set({ sentNotificationId: sql`${params.notificationId}`, sentAt: sql`${params.sentAt}` })
    .where(and(eq(pushSubscriptionTable.userId, params.userId), eq(pushSubscriptionTable.id, params.id))),
);

const save = query<{
  userId: UserId;
  id: PushSubscriptionId;
  endpoint: string;
  p256dh: string;
  auth: string;
  serverKey: string;
  actor: Actor;
  device: string;
  createdAt: string;
}>()((params) =>
  qb
    .insert(pushSubscriptionTable)
    .values({
      userId: params.userId,
      id: params.id,
      endpoint: params.endpoint,
      p256dh: params.p256dh,
      auth: params.auth,
      serverKey: params.serverKey,
      actor: params.actor,
      device: params.device,
      createdAt: params.createdAt,
    })
    .onConflictDoUpdate({
      target: pushSubscriptionTable.endpoint,
      set: {
        userId: sql`excluded.user_id`,
        p256dh: sql`excluded.p256dh`,
        auth: sql`excluded.auth`,
        serverKey: sql`excluded.server_key`,
        actor: sql`excluded.actor`,
        device: sql`excluded.device`,
      },
    })
    .returning(columns),
);

const removeOldest = rawQuery<{ userId: UserId; retained: number }, object>(
  (params) => sql`
    delete from ${pushSubscriptionTable} where user_id = ${params.userId} and id in (
      select id from ${pushSubscriptionTable} where user_id = ${params.userId}
      order by created_at desc, id desc offset ${params.retained}::int)`,
);

/** Whether a text is a point on the curve P-256 in base64url. Only such a key can be encrypted for. */
function isCurvePoint(text: string): boolean {
  try {
    const point = Buffer.from(text, 'base64url');
    return point.length === 65 && ECDH.convertKey(point, 'prime256v1').length > 0;
  } catch {
    return false;
  }
}
