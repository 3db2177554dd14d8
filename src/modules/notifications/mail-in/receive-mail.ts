import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Contact } from '#modules/auth';
import { TaskId } from '#modules/tasks';
import { TeamId } from '#platform/ids.ts';
import type { Call } from '#platform/context.ts';
import { DomainError, unavailable } from '#platform/errors.ts';
import { isTemporary } from '#platform/failures.ts';
import type { NotificationsContext } from '../context.ts';
import { isValidTarget, type MailIn, type MailInTarget, targetOf, teamAddressVersion } from '../mail-in-address.ts';
import { cutReply } from './cut-reply.ts';
import { parseMail, type ReceivedMail } from './parse-mail.ts';
import { refusalOf } from './refusal.ts';

export const MailResult = z
  .strictObject({
    result: z.enum(['commented', 'created', 'ignored']),
    taskId: TaskId.nullable(),
    reason: z.string().nullable().describe('Why the mail was ignored.'),
  })
  .meta({ id: 'MailResult' });
export type MailResult = z.output<typeof MailResult>;

/**
 * Handles a received mail, once for its Message-ID and address: a reply becomes a comment, a mail to a team's address
 * a task. A mail that cannot be used is ignored, so that whoever delivers it does not try again.
 * @throws DomainError 503 if it should be delivered again later.
 */
export async function receiveMail(
  ctx: NotificationsContext,
  raw: Buffer,
  recipient: string | undefined,
): Promise<MailResult> {
  const mail = await parseMail(raw);
  const result = mail === null ? ignored('unreadable') : await handleMail(ctx, mail, recipient);
  const { messageId, from } = mail ?? {};
  ctx.log.info({ messageId, from, ...result }, 'mail received');
  return result;
}

async function handleMail(
  ctx: NotificationsContext,
  mail: ReceivedMail,
  recipient: string | undefined,
): Promise<MailResult> {
  const { mailIn } = ctx;
  if (mailIn === null) return ignored('not-configured');
  const refusal = refusalOf(mail, new URL(ctx.publicUrl).hostname);
  if (refusal !== null) return ignored(refusal);
  const target = targetIn(mailIn, recipient === undefined ? mail.recipients : [recipient]);
  if (target === null) return ignored('unknown-address');
  const sender = await senderOf(ctx, mail);
  if (sender === null) return ignored('unknown-sender');
  const part = target.kind === 'reply' ? sender.id : teamAddressVersion;
  if (!isValidTarget(mailIn, target, part)) return ignored('unknown-address');
  const received = { mail, target, sender };
  return unlessRefused(() => (target.kind === 'reply' ? addReply(ctx, received) : addTask(ctx, received)));
}

interface Received {
  readonly mail: ReceivedMail;
  readonly target: MailInTarget;
  readonly sender: Contact;
}

/** A forwarded mail is all history: then it is kept. */
async function addTask(ctx: NotificationsContext, { mail, target, sender }: Received): Promise<MailResult> {
  const title = mail.subject.replace(/^(?:(?:re|fwd?|aw|wg|پاسخ|ارسال) ?: ?)+/i, '').slice(0, maxTitleLength);
  const [firstLine = ''] = mail.text.trim().split('\n');
  const { taskId } = await ctx.tasks.addTask(callFor(ctx, sender, mail, target), {
    teamId: TeamId.parse(target.id),
    title: (title || firstLine.slice(0, maxTitleLength).trim() || 'Email').toWellFormed(),
    description: (cutReply(mail.text) || mail.text.trim()).slice(0, maxBodyLength).toWellFormed(),
    files: [...mail.files],
  });
  return { result: 'created', taskId, reason: null };
}

async function addReply(ctx: NotificationsContext, { mail, target, sender }: Received): Promise<MailResult> {
  const body = cutReply(mail.text).slice(0, maxBodyLength).toWellFormed();
  if (body === '' && mail.files.length === 0) return ignored('empty');
  const { taskId } = await ctx.tasks.addComment(callFor(ctx, sender, mail, target), {
    taskId: TaskId.parse(target.id),
    body:
      body ||
      mail.files
        .map(({ filename }) => filename)
        .join(', ')
        .slice(0, maxBodyLength),
    files: [...mail.files],
  });
  return { result: 'commented', taskId, reason: null };
}

const maxBodyLength = 50_000;
const maxTitleLength = 250;

function ignored(reason: string): MailResult {
  return { result: 'ignored', taskId: null, reason };
}

function targetIn(mailIn: MailIn, recipients: readonly string[]): MailInTarget | null {
  for (const recipient of recipients) {
    const target = targetOf(mailIn, recipient);
    if (target) return target;
  }
  return null;
}

/** The account with the sender's address, if its owner proved to receive mail there. */
async function senderOf(ctx: NotificationsContext, { from }: ReceivedMail): Promise<Contact | null> {
  if (from === null) return null;
  const [sender] = await ctx.auth.findPeople(ctx, { emails: [from], usernames: [] });
  return sender && sender.isConfirmed && !sender.isLeaving && sender.email.toLowerCase() === from ? sender : null;
}

/** The sender acts. A repeat of the mail has the same command id. */
function callFor(ctx: NotificationsContext, sender: Contact, mail: ReceivedMail, { token }: MailInTarget): Call {
  return {
    actor: { kind: 'job', name: 'mail-in', userId: sender.id },
    requestId: ctx.requestId,
    commandId: `mail-in:${createHash('sha256').update(`${mail.messageId}\0${token}`).digest('base64url')}`,
  };
}

/** Refusals of the tasks are reasons to ignore the mail. What passes by itself is reported as such. */
async function unlessRefused(work: () => Promise<MailResult>): Promise<MailResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || isTemporary(error)) throw error;
    if (error.code === 'request-in-progress')
      throw unavailable('mail-in-progress', 'The same mail is being handled. Deliver it again later.');
    return ignored(error.code);
  }
}
