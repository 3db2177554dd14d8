import { createHash } from 'node:crypto';
import type { Contact } from '#modules/auth';
import { TaskId } from '#modules/tasks';
import type { Call } from '#platform/context.ts';
import { DomainError, unavailable } from '#platform/errors.ts';
import { isTemporary } from '#platform/failures.ts';
import { type OrganizationId, TeamId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { explainedRefusals } from '../contract.ts';
import { isValidTarget, type MailIn, type MailInTarget, targetOf } from '../mail-in-address.ts';
import { text } from '../texts.ts';
import { type Authenticity, authenticityOf } from './authentication.ts';
import { cutReply, cutSignature } from './cut-reply.ts';
import { parseMail, type ReceivedMail } from './parse-mail.ts';
import { maxFiles } from './parse-parts.ts';
import { countRecent, earlierResult, type Explanation, ignored, type MailResult, recordMail } from './received-mail.ts';
import { refusalOf } from './refusal.ts';
import { type TeamMail, teamMailOf } from './team-mail.ts';

export interface IncomingMail {
  readonly raw: Buffer;
  /** The addresses it was delivered to. Default: those in its headers. */
  readonly recipients?: readonly string[];
  /** Only the headers are there: the mail is too large. */
  readonly isTooLarge?: boolean;
}

/** Mails of a sender within an hour. Programs that reply to each other reach this soon. */
const maxPerHour = 100;
const maxPerHourOutside = 20;

/**
 * Handles a received mail, once for its Message-ID and address: a reply becomes a comment, a mail to a team's address
 * a task. A mail that cannot be used is ignored, so that whoever delivers it does not try again.
 * @throws DomainError 503 if it should be delivered again later.
 */
export async function receiveMail(
  ctx: NotificationsContext,
  { raw, recipients, isTooLarge = false }: IncomingMail,
): Promise<MailResult> {
  if (ctx.mailIn === null) return ignored('not-configured');
  const mail = await parseLimited(ctx.mailIn, raw);
  const result = mail === null ? ignored('unreadable') : await handleMail(ctx, mail, recipients, isTooLarge);
  const { messageId, from } = mail ?? {};
  ctx.log.info({ messageId, from, ...result }, 'mail received');
  return result;
}

/** A hostile mail can take all of the memory and time that it may: few are parsed at once. */
async function parseLimited({ parsing }: MailIn, raw: Buffer): Promise<ReceivedMail | null> {
  const turn = await parsing.take('mail');
  if ('retryAfterSeconds' in turn)
    throw unavailable('mail-in-busy', 'Too many emails at once. Deliver it again later.');
  try {
    return await parseMail(raw);
  } finally {
    turn.release();
  }
}

/** A mail to one of our addresses, whose signature is valid. */
interface Received {
  readonly mail: ReceivedMail;
  readonly from: string;
  readonly target: MailInTarget;
  readonly authenticity: Authenticity;
  /** The account of the sender; null if there is none, or if the address may be forged. */
  readonly member: Contact | null;
  readonly teamMail: TeamMail | null;
  readonly isTooLarge: boolean;
}

async function handleMail(
  ctx: NotificationsContext,
  mail: ReceivedMail,
  recipients: readonly string[] = mail.recipients,
  isTooLarge: boolean,
): Promise<MailResult> {
  const { mailIn } = ctx;
  const { from } = mail;
  if (mailIn === null) return ignored('not-configured');
  const refusal = refusalOf(mail, new URL(ctx.publicUrl).hostname);
  if (refusal !== null || from === null) return ignored(refusal ?? 'no-single-sender');
  const target = targetIn(mailIn, recipients);
  if (target === null) return ignored('unknown-address');
  const authenticity = authenticityOf(mail, mailIn.authServer);
  if (authenticity === 'forged') return ignored('sender-not-authentic');
  const account = await accountOf(ctx, from);
  const teamMail = target.kind === 'team' ? await teamMailOf(ctx, TeamId.parse(target.id)) : null;
  if (!isValidTarget(mailIn, target, teamMail ? String(teamMail.addressVersion) : (account?.id ?? '')))
    return ignored(account || teamMail ? 'unknown-address' : 'unknown-sender');
  const key = createHash('sha256').update(`${mail.messageId}\0${target.token}`).digest('base64url');
  const earlier = await earlierResult(ctx, key);
  if (earlier) return earlier;
  const isKnown = authenticity === 'verified' || (target.kind === 'reply' && mailIn.authServer === null);
  const member = isKnown ? account : null;
  if ((await countRecent(ctx, from)) >= (member ? maxPerHour : maxPerHourOutside)) return ignored('too-many-emails');
  const received: Received = { mail, from, target, authenticity, member, teamMail, isTooLarge };
  const result = await addContent(ctx, received, key);
  const record = { key, organizationId: teamMail?.organizationId ?? null, sender: from, userId: account?.id ?? null };
  await recordMail(ctx, record, result, explanationOf(received, result));
  return result;
}

function addContent(ctx: NotificationsContext, received: Received, key: string): Promise<MailResult> {
  const { target, member, teamMail, isTooLarge } = received;
  return unlessRefused(async () => {
    if (isTooLarge) return ignored('too-large');
    if (received.mail.fileCount > maxFiles) return ignored('too-many-attachments');
    const call = (userId: Contact['id'] | null): Call => ({
      actor: { kind: 'job', name: 'mail-in', userId },
      requestId: ctx.requestId,
      commandId: `mail-in:${key}`,
    });
    if (target.kind === 'reply') return member ? addReply(ctx, received, call(member.id)) : ignored(unusable(received));
    const openTo = teamMail?.acceptsOutsiders ? teamMail.organizationId : null;
    if (member && (openTo === null || (await worksInTeam(ctx, member, target.id))))
      return addTask(ctx, received, call(member.id), null);
    return openTo === null ? ignored(unusable(received)) : addTask(ctx, received, call(null), openTo);
  });
}

/** Whoever is not known to be the sender is not told which addresses have accounts. */
function unusable({ authenticity }: Received): string {
  return authenticity === 'verified' ? 'unknown-sender' : 'sender-not-verified';
}

async function worksInTeam(ctx: NotificationsContext, { id: userId }: Contact, teamId: string): Promise<boolean> {
  const scope = await ctx.scopeOf({ kind: 'job', name: 'mail-in', userId });
  const access = scope.team(TeamId.parse(teamId));
  return access !== undefined && (access.team.role !== null || access.organization.isAdmin);
}

/** Null for what stays silent: a sender who may be another one would get an explanation for a mail they never sent. */
function explanationOf({ mail, authenticity }: Received, { reason }: MailResult): Explanation | null {
  if (authenticity !== 'verified' || reason === null) return null;
  const explained = reasons[reason] ?? reason;
  const known = explainedRefusals.find((one) => one === explained);
  if (known === undefined) return null;
  return { reason: known, subject: mail.subject.slice(0, 200) || '…', locale: localeOf(mail) };
}

const reasons: Readonly<Record<string, string>> = {
  'unknown-sender': 'not-allowed',
  'not-found': 'not-allowed',
  'not-a-team-member': 'not-allowed',
  'too-many-attachments': 'too-large',
};

function localeOf({ subject, text: body }: ReceivedMail): 'en' | 'fa' {
  return /[\u0600-\u06ff]/.test(subject + body.slice(0, 2_000)) ? 'fa' : 'en';
}

async function addTask(
  ctx: NotificationsContext,
  { mail, from, target }: Received,
  call: Call,
  outsideOrganizationId: OrganizationId | null,
): Promise<MailResult> {
  const title = mail.subject.replace(/^(?:(?:re|fwd?|aw|wg|پاسخ|ارسال) ?: ?)+/i, '').slice(0, maxTitleLength);
  const [firstLine = ''] = mail.text.trim().split('\n');
  const body = taskText(mail);
  const sender = outsideOrganizationId && (await senderLine(ctx, outsideOrganizationId, mail.senderName, from));
  const { taskId } = await ctx.tasks.addTask(call, {
    organizationId: outsideOrganizationId,
    teamId: TeamId.parse(target.id),
    title: (title || firstLine.slice(0, maxTitleLength).trim() || 'Email').toWellFormed(),
    description: [sender ?? '', body].filter(Boolean).join('\n\n').slice(0, maxBodyLength).toWellFormed(),
    files: [...mail.files],
  });
  return { result: 'created', taskId, reason: null };
}

/** A reply's history is known already. In a forwarded mail, and in one that starts a thread, it is the subject. */
function taskText({ subject, text: body, isReply }: ReceivedMail): string {
  const isForwarded = /^(?:fwd?|wg|ارسال|هدایت) ?:/i.test(subject);
  return (isReply && !isForwarded ? cutReply(body) : cutSignature(body)) || body.trim();
}

/** Says who sent it, in the language of the organization: its creator is nobody. */
async function senderLine(
  ctx: NotificationsContext,
  organizationId: OrganizationId,
  name: string,
  email: string,
): Promise<string> {
  const { locale = 'en' } = (await ctx.teams.directory(ctx, { organizationId })) ?? {};
  return text(locale, 'mail', name === '' ? 'outside-address' : 'outside-sender', { name, email }, escapeMarkdown);
}

function escapeMarkdown(value: string): string {
  return value.replaceAll(/[\\`*_{}[\]()<>#+!|~@-]/g, '\\$&');
}

async function addReply(ctx: NotificationsContext, { mail, target }: Received, call: Call): Promise<MailResult> {
  const body = cutReply(mail.text).slice(0, maxBodyLength).toWellFormed();
  if (body === '' && mail.files.length === 0) return ignored('empty');
  const names = mail.files.map(({ filename }) => filename).join(', ');
  const { taskId } = await ctx.tasks.addComment(call, {
    taskId: TaskId.parse(target.id),
    body: body || names.slice(0, maxBodyLength),
    files: [...mail.files],
  });
  return { result: 'commented', taskId, reason: null };
}

const maxBodyLength = 50_000;
const maxTitleLength = 250;

function targetIn(mailIn: MailIn, recipients: readonly string[]): MailInTarget | null {
  for (const recipient of recipients) {
    const target = targetOf(mailIn, recipient);
    if (target) return target;
  }
  return null;
}

/** The account with an address, if its owner proved to receive mail there. */
async function accountOf(ctx: NotificationsContext, from: string): Promise<Contact | null> {
  const [account] = await ctx.auth.findPeople(ctx, { emails: [from], usernames: [] });
  return account && account.isConfirmed && !account.isLeaving && account.email.toLowerCase() === from ? account : null;
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
