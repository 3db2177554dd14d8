import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { invalid } from '#platform/errors.ts';
import { parseJson } from '#platform/http/json-body.ts';
import { derivedId, parseId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId, messageStates, SuppressionReason } from '../contract.ts';
import { inbox } from '../schema/module-tables.ts';
import { messageTable } from '../schema/message.ts';
import { messageTag } from '../transport.ts';
import { storedReason } from './message.ts';
import { suppress } from './suppression.ts';

/** What Resend reports of a mail. Other events, and further fields, are ignored. */
const ResendEvent = z.object({
  type: z.string(),
  data: z.object({
    email_id: z.string().optional(),
    tags: z.record(z.string(), z.string()).optional().catch(undefined),
    bounce: z.object({ type: z.string(), subType: z.string(), message: z.string() }).partial().optional(),
    suppressed: z.object({ message: z.string(), type: z.string() }).partial().optional(),
    failed: z.object({ reason: z.string() }).partial().optional(),
  }),
});
type ResendData = z.infer<typeof ResendEvent>['data'];

type State = (typeof messageStates)[number];

/** What an event changes. */
interface Report {
  readonly state: State;
  /** The states that it follows. A bounce may be reported before we know that the mail was sent. */
  readonly after: readonly State[];
  readonly reason: string | null;
  /** Why the address gets no further mails. */
  readonly suppression?: SuppressionReason;
}

const reports: Readonly<Record<string, (data: ResendData) => Report>> = {
  'email.delivered': () => ({ state: 'sent', after: ['delayed'], reason: null }),
  'email.delivery_delayed': () => ({ state: 'delayed', after: ['sent'], reason: 'Resend tries to deliver it again.' }),
  'email.failed': ({ failed }) => ({
    state: 'failed',
    after: ['queued', 'sent', 'delayed'],
    reason: failed?.reason ?? 'Resend could not send it.',
  }),
  'email.bounced': ({ bounce = {} }) => ({
    state: 'bounced',
    after: ['queued', 'sent', 'delayed', 'suppressed'],
    reason: sentence(bounce.type, bounce.subType, bounce.message),
    ...(bounce.type === 'Permanent' ? { suppression: 'bounced' as const } : {}),
  }),
  'email.suppressed': ({ suppressed = {} }) => ({
    state: 'suppressed',
    after: ['queued', 'sent', 'delayed'],
    reason: sentence('On Resend’s suppression list', suppressed.type, suppressed.message),
    suppression: 'bounced',
  }),
  'email.complained': () => ({
    state: 'complained',
    after: ['queued', 'sent', 'delayed', 'bounced', 'suppressed'],
    reason: 'The recipient marked it as spam.',
    suppression: 'complained',
  }),
};

function sentence(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(': ');
}

/**
 * Applies a verified webhook message of Resend: once for its id, since Resend repeats messages for hours, also after an
 * address was tried again.
 * @throws DomainError 400 or 422 for a body that is not an event.
 */
export async function applyResendEvent(ctx: NotificationsContext, svixId: string, body: string): Promise<void> {
  const { data: event } = ResendEvent.safeParse(parseJson(body));
  if (!event) throw invalid('', 'is not an event of Resend');
  const report = reports[event.type]?.(event.data);
  if (!report) return;
  const { email_id: providerId = null, tags } = event.data;
  const messageId = parseId<MessageId>(tags?.[messageTag] ?? '');
  await withTransaction(ctx, async (inTx) => {
    const isNew = (await record(inTx, { eventId: derivedId('resend', svixId) })).length > 0;
    if (!isNew) return;
    const reason = storedReason(report.reason);
    const message = await maybeOne(update(inTx, { ...report, reason, messageId, providerId }));
    if (!message || !report.suppression) return;
    const { recipient: address, userId } = message;
    const now = ctx.clock.now().toISOString();
    await suppress(inTx, { address, userId, reason: report.suppression, detail: reason ?? '', now });
  });
}

const record = rawQuery<{ eventId: string }, { eventId: string }>(
  (params) => sql`
    insert into ${inbox} (consumer, event_id) values ('resend', ${params.eventId})
    on conflict do nothing returning event_id as "eventId"`,
);
const update = rawQuery<
  Pick<Report, 'state' | 'after' | 'reason'> & { messageId: MessageId | null; providerId: string | null },
  { recipient: string; userId: UserId | null }
>(
  (params) => sql`
    update ${messageTable} set
      state = ${params.state}, error = ${params.reason},
      provider = 'resend', provider_id = coalesce(provider_id, ${params.providerId})
    where state = any(${params.after}) and id = coalesce(
      ${params.messageId}::uuid, (select id from ${messageTable} as sent where sent.provider_id = ${params.providerId}))
    returning recipient, user_id as "userId"`,
);
