import { withTransaction } from '#platform/database/database.ts';
import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { newId, type OrganizationId, type UserId } from '#platform/ids.ts';
import type { TaskId } from '#modules/tasks';
import type { NotificationsContext } from '../context.ts';
import type { explainedRefusals, mailResults } from '../contract.ts';
import { publish } from '../publish.ts';
import { receivedMailTable } from '../schema/received-mail.ts';

/** What became of a received mail. */
export interface MailResult {
  readonly result: (typeof mailResults)[number];
  readonly taskId: TaskId | null;
  /** Why it was ignored. */
  readonly reason: string | null;
}

export function ignored(reason: string): MailResult {
  return { result: 'ignored', taskId: null, reason };
}

export interface MailRecord {
  readonly key: string;
  readonly organizationId: OrganizationId | null;
  readonly sender: string;
  /** The account with this address, whoever really sent it. */
  readonly userId: UserId | null;
}

/** An explanation for the sender of a refused mail. */
export interface Explanation {
  readonly reason: (typeof explainedRefusals)[number];
  readonly subject: string;
  readonly locale: 'en' | 'fa';
}

/** What became of a mail that was handled before; undefined for a new one. */
export const earlierResult = (ctx: NotificationsContext, key: string) => maybeOne(byKey(ctx, { key }));

/** How many mails of a sender were handled within the last hour. */
export async function countRecent(ctx: NotificationsContext, sender: string): Promise<number> {
  return (await one(recent(ctx, { sender, since: ago(ctx, 3_600_000) }))).count;
}

/** Records what became of a mail, and explains a refusal to its sender: at most once a day, whatever they send. */
export async function recordMail(
  ctx: NotificationsContext,
  { key, organizationId, sender, userId }: MailRecord,
  { result, taskId, reason }: MailResult,
  explanation: Explanation | null = null,
): Promise<void> {
  await withTransaction(ctx, async (inTx) => {
    const receivedAt = ctx.clock.now().toISOString();
    await one(lockSender(inTx, { sender }));
    const row = {
      key,
      organizationId,
      sender,
      userId,
      result,
      reason,
      taskId,
      receivedAt,
      since: ago(ctx, 86_400_000),
    };
    const added = await maybeOne(insert(inTx, { ...row, wantsAnswer: explanation !== null }));
    if (!added?.isAnswered || explanation === null) return;
    await publish(inTx, {
      type: 'mail.refused',
      organizationId: null,
      subject: { kind: 'received-mail', id: newId(), version: 1 },
      audience: null,
      payload: { sender, userId, ...explanation },
    });
  });
}

function ago({ clock }: NotificationsContext, ms: number): string {
  return new Date(clock.now().getTime() - ms).toISOString();
}

const byKey = query<{ key: string }>()((params) =>
  qb
    .select({ result: receivedMailTable.result, taskId: receivedMailTable.taskId, reason: receivedMailTable.reason })
    .from(receivedMailTable)
    .where(eq(receivedMailTable.key, params.key)),
);
const recent = rawQuery<{ sender: string; since: string }, { count: number }>(
  (params) => sql`
    select count(*)::int as count from ${receivedMailTable}
    where sender = ${params.sender} and received_at > ${params.since}::timestamptz`,
);
/** Otherwise two mails at once could both be answered. */
const lockSender = rawQuery<{ sender: string }, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('received mail ' || ${params.sender}::text, 0))`,
);
const insert = rawQuery<
  MailRecord & MailResult & { receivedAt: string; since: string; wantsAnswer: boolean },
  { isAnswered: boolean }
>(
  (params) => sql`
    insert into ${receivedMailTable} (
      key, organization_id, sender, user_id, result, reason, task_id, is_answered, received_at)
    select ${params.key}, ${params.organizationId}::uuid, ${params.sender}, ${params.userId}::uuid, ${params.result},
      ${params.reason}, ${params.taskId}::uuid, ${params.wantsAnswer}::boolean and not exists (
        select from ${receivedMailTable}
        where sender = ${params.sender} and is_answered and received_at > ${params.since}::timestamptz),
      ${params.receivedAt}::timestamptz
    on conflict (key) do nothing
    returning is_answered as "isAnswered"`,
);
