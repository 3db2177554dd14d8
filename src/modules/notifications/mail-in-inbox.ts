import { createHash } from 'node:crypto';
import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import type { NotificationsContext } from './context.ts';
import type { inboxErrors } from './contract.ts';
import { mailInboxTable } from './schema/received-mail.ts';

/** Where the inbox was read to. */
export interface InboxState {
  /** That of the server; with `first:` before it until the first reading is through. */
  readonly uidValidity: string;
  readonly lastUid: number;
  readonly attempts: number;
}
export interface InboxFailure {
  readonly error: (typeof inboxErrors)[number];
  readonly detail: string;
}

/** Longer than handling one message takes. */
const reservationMs = 120_000;
const maxPauseMs = 900_000;

/** The inbox of an address in the configuration. A new password does not make it another one. */
export function inboxId(imapUrl: string): string {
  const { hostname, port, username, pathname } = new URL(imapUrl);
  return createHash('sha256').update([hostname, port, username, pathname].join('\0')).digest('base64url');
}

/** Reserves the inbox for this process; undefined while another one reads it, or after a failure. */
export async function reserveInbox(ctx: NotificationsContext, id: string): Promise<InboxState | undefined> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + reservationMs).toISOString();
  return maybeOne(reserve(ctx, { id, now: now.toISOString(), until }));
}

/** Keeps the reservation, and records how far the inbox was read. */
export async function advanceInbox(ctx: NotificationsContext, id: string, state: InboxState): Promise<void> {
  const until = new Date(ctx.clock.now().getTime() + reservationMs).toISOString();
  await advance(ctx, { id, ...state, until });
}

export async function recordSuccess(ctx: NotificationsContext, id: string): Promise<void> {
  await succeed(ctx, { id, now: ctx.clock.now().toISOString() });
}

/** After each failure the pause doubles, from one minute to a quarter of an hour. */
export async function recordFailure(ctx: NotificationsContext, id: string, failure: InboxFailure): Promise<void> {
  const detail = failure.detail.slice(0, 500).replaceAll('\0', '').toWellFormed();
  await fail(ctx, { id, error: failure.error, detail, now: ctx.clock.now().toISOString(), maxPauseMs });
}

/** How reading the configured inbox goes; null if none is configured. */
export async function inboxStatus(ctx: NotificationsContext) {
  const { imapUrl } = ctx.mailIn ?? { imapUrl: null };
  if (imapUrl === null) return null;
  const row = await maybeOne(status(ctx, { id: inboxId(imapUrl) }));
  return row ?? { lastSuccessAt: null, failingSince: null, error: null, errorDetail: null, nextPollAt: null };
}

const reserve = rawQuery<{ id: string; now: string; until: string }, InboxState>(
  (params) => sql`
    insert into ${mailInboxTable} (id, reserved_until) values (${params.id}, ${params.until}::timestamptz)
    on conflict (id) do update set reserved_until = excluded.reserved_until
    where (mail_inbox.reserved_until is null or mail_inbox.reserved_until < ${params.now}::timestamptz)
      and (mail_inbox.next_poll_at is null or mail_inbox.next_poll_at <= ${params.now}::timestamptz)
    returning uid_validity as "uidValidity", last_uid::float8 as "lastUid", attempts`,
);
const advance = rawQuery<InboxState & { id: string; until: string }, object>(
  (params) => sql`
    update ${mailInboxTable}
    set uid_validity = ${params.uidValidity}, last_uid = ${params.lastUid}, attempts = ${params.attempts},
      reserved_until = ${params.until}::timestamptz
    where id = ${params.id}`,
);
const succeed = rawQuery<{ id: string; now: string }, object>(
  (params) => sql`
    update ${mailInboxTable}
    set last_success_at = ${params.now}::timestamptz, reserved_until = null, next_poll_at = null, failing_since = null,
      failures = 0, error = null, error_detail = null
    where id = ${params.id}`,
);
const fail = rawQuery<
  { id: string; error: InboxFailure['error']; detail: string; now: string; maxPauseMs: number },
  object
>(
  (params) => sql`
    update ${mailInboxTable}
    set reserved_until = null, failing_since = coalesce(failing_since, ${params.now}::timestamptz),
      failures = failures + 1, error = ${params.error}, error_detail = ${params.detail},
      next_poll_at = ${params.now}::timestamptz
        + least(${params.maxPauseMs}::int, 60000 * power(2, least(failures, 10))) * interval '1 millisecond'
    where id = ${params.id}`,
);
const status = query<{ id: string }>()((params) =>
  qb
    .select({
      lastSuccessAt: mailInboxTable.lastSuccessAt,
      failingSince: mailInboxTable.failingSince,
      error: mailInboxTable.error,
      errorDetail: mailInboxTable.errorDetail,
      nextPollAt: mailInboxTable.nextPollAt,
    })
    .from(mailInboxTable)
    .where(eq(mailInboxTable.id, params.id)),
);
