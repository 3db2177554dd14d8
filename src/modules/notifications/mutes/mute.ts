import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, eq, qb } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { mutableKinds } from '../contract.ts';
import { publishInboxChange } from '../publish.ts';
import { muteTable } from '../schema/preference.ts';

/** A task or project that a person may read. */
export interface Mutable {
  readonly userId: UserId;
  readonly organizationId: OrganizationId;
  readonly kind: (typeof mutableKinds)[number];
  readonly subjectId: string;
}

/** Stops all notifications about a task or project, but for the person's own reminders. Idempotent. */
export async function mute(ctx: NotificationsContext, subject: Authorized<Mutable, 'mute'>): Promise<void> {
  await withTransaction(ctx, async (inTx) => {
    await insert(inTx, { ...subject, createdAt: ctx.clock.now().toISOString() });
    await publishInboxChange(inTx, subject.userId);
  });
}

export async function unmute(ctx: NotificationsContext, subject: Authorized<Mutable, 'mute'>): Promise<void> {
  await withTransaction(ctx, async (inTx) => {
    await remove(inTx, subject);
    await publishInboxChange(inTx, subject.userId);
  });
}

export async function isMutedBy(ctx: NotificationsContext, subject: Key): Promise<boolean> {
  return (await find(ctx, subject)).length > 0;
}

type Key = Pick<Mutable, 'userId' | 'subjectId'>;
const insert = query<Mutable & { createdAt: string }>()((params) =>
  qb
    .insert(muteTable)
    .values({
      userId: params.userId,
      organizationId: params.organizationId,
      subjectId: params.subjectId,
      kind: params.kind,
      createdAt: params.createdAt,
    })
    .onConflictDoNothing(),
);
const remove = query<Key>()((params) =>
  qb.delete(muteTable).where(and(eq(muteTable.userId, params.userId), eq(muteTable.subjectId, params.subjectId))),
);
const find = query<Key>()((params) =>
  qb
    .select({ kind: muteTable.kind })
    .from(muteTable)
    .where(and(eq(muteTable.userId, params.userId), eq(muteTable.subjectId, params.subjectId))),
);
