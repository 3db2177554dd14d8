import { z } from 'zod';
import type { NotificationsContext } from '../context.ts';
import { inboxErrors, mailProviders } from '../contract.ts';
import { inboxStatus } from '../mail-in-inbox.ts';
import { mailBacklog } from './message.ts';
import { providerStatuses } from './provider-status.ts';

const moment = z.iso.datetime().nullable();

export const EmailStatus = z
  .strictObject({
    transport: z.enum(mailProviders).describe('The provider that is tried first.'),
    providers: z
      .array(
        z.strictObject({
          provider: z.enum(mailProviders),
          lastSuccessAt: moment,
          lastFailureAt: moment,
          lastError: z.string().nullable(),
          failingSince: moment.describe('The first failure since the last success; null while it works.'),
        }),
      )
      .describe('In the order in which they are tried.'),
    lastProvider: z.enum(mailProviders).nullable().describe('Who accepted the last email.'),
    inbox: z
      .strictObject({
        lastSuccessAt: moment,
        failingSince: moment.describe('The first failure since the last success; null while it works.'),
        error: z.enum(inboxErrors).nullable(),
        errorDetail: z.string().nullable(),
        nextPollAt: moment.describe('When it is tried again after a failure.'),
      })
      .nullable()
      .describe('The inbox of received email; null if none is configured.'),
    waiting: z.number().int(),
    oldestWaitingAt: moment,
    failed: z.number().int(),
    undelivered: z.number().int().describe('Bounced, marked as spam, or not sent because of that.'),
    worker: z.strictObject({
      isRunning: z.boolean(),
      processes: z.number().int().describe('How many processes run jobs now.'),
    }),
    queues: z.array(
      z.strictObject({
        name: z.string(),
        waiting: z.number().int(),
        active: z.number().int(),
        failed: z.number().int(),
        oldestSeconds: z.number(),
      }),
    ),
  })
  .meta({ id: 'EmailStatus' });

/** How email is doing. */
export async function emailStatus(ctx: NotificationsContext): Promise<z.input<typeof EmailStatus>> {
  const [{ waiting, oldestAt, failed, undelivered }, providers, queues, processes, inbox] = await Promise.all([
    mailBacklog(ctx),
    providerStatuses(ctx),
    ctx.queue.status(),
    ctx.queue.workers(),
    inboxStatus(ctx),
  ]);
  const used = providers.filter(({ lastSuccessAt }) => lastSuccessAt !== null);
  const [last] = used.toSorted((a, b) => (b.lastSuccessAt ?? '').localeCompare(a.lastSuccessAt ?? ''));
  return {
    transport: ctx.transport.kind,
    providers,
    lastProvider: last?.provider ?? null,
    inbox,
    waiting,
    oldestWaitingAt: oldestAt,
    failed,
    undelivered,
    worker: { isRunning: processes > 0, processes },
    queues: queues.filter(({ name }) => name.startsWith('notifications.')),
  };
}
