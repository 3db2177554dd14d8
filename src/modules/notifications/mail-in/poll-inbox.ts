import type { ImapFlow } from 'imapflow';
import { imapFailure, imapInbox } from '#platform/imap-inbox.ts';
import type { NotificationsContext } from '../context.ts';
import {
  advanceInbox,
  type InboxFailure,
  inboxId,
  type InboxState,
  recordFailure,
  recordSuccess,
  reserveInbox,
} from '../mail-in-inbox.ts';
import { maxMailBytes } from './parse-mail.ts';
import { receiveMail } from './receive-mail.ts';

/** After that many failures a message is left in the inbox, flagged, and the next one is read. */
const maxAttempts = 5;

/**
 * Reads the configured inbox, each message once. A message is marked as seen, and moved if a folder is configured, only
 * after its comment or task is stored: after a crash between the two it is read again and found to be handled.
 */
export async function pollInbox(ctx: NotificationsContext): Promise<void> {
  const imapUrl = ctx.mailIn?.imapUrl ?? null;
  if (imapUrl === null) return;
  const id = inboxId(imapUrl);
  const state = await reserveInbox(ctx, id);
  if (!state) return;
  try {
    await readInbox(ctx, id, imapUrl, state);
    await recordSuccess(ctx, id);
  } catch (error) {
    const failure = failureOf(error);
    ctx.log.warn({ err: error, inbox: failure.error }, 'the inbox of received email could not be read');
    await recordFailure(ctx, id, failure);
  }
}

/** A message that could not be handled. */
class MessageError extends Error {}
/** The folder for read messages is missing, or takes none. */
class FolderError extends Error {}

async function readInbox(ctx: NotificationsContext, id: string, imapUrl: string, before: InboxState): Promise<void> {
  const { client, folder, doneFolder } = await imapInbox(imapUrl);
  try {
    await client.connect();
    const mailbox = await client.mailboxOpen(folder);
    const uidValidity = String(mailbox.uidValidity);
    const isSame = uidValidity === before.uidValidity;
    // Recorded under another name until it is through, so that it goes on by its own rule after a crash.
    const reading = isSame ? uidValidity : `first:${uidValidity}`;
    let state: InboxState = before.uidValidity === reading ? before : { uidValidity: reading, lastUid: 0, attempts: 0 };
    // The first time, what somebody has read already is left alone.
    const matches = await client.search(isSame ? { uid: `${state.lastUid + 1}:*` } : { seen: false }, { uid: true });
    if (!matches) throw connectionLost();
    // `n:*` always includes the last message.
    const uids = matches.filter((uid) => uid > state.lastUid).toSorted((a, b) => a - b);
    for (const uid of uids) {
      const attempts = state.attempts + 1;
      state = { uidValidity: reading, lastUid: state.lastUid, attempts };
      await advanceInbox(ctx, id, state);
      if (attempts > maxAttempts) await mark(client, uid, '\\Flagged');
      else await takeMessage(ctx, client, uid, doneFolder);
      state = { uidValidity: reading, lastUid: uid, attempts: 0 };
      await advanceInbox(ctx, id, state);
    }
    const lastUid = Math.max(state.lastUid, mailbox.uidNext - 1);
    if (!isSame) await advanceInbox(ctx, id, { uidValidity, lastUid, attempts: 0 });
    await client.logout();
  } finally {
    client.close();
  }
}

async function takeMessage(
  ctx: NotificationsContext,
  client: ImapFlow,
  uid: number,
  doneFolder: string | null,
): Promise<void> {
  const range = String(uid);
  const message = await client.fetchOne(range, { size: true, headers: true }, { uid: true });
  if (!client.usable) throw connectionLost();
  // It was deleted meanwhile.
  if (!message) return;
  const isTooLarge = (message.size ?? 0) > maxMailBytes;
  const whole = isTooLarge ? false : await client.fetchOne(range, { source: true }, { uid: true });
  const raw = isTooLarge ? message.headers : whole && whole.source;
  if (!raw) throw connectionLost();
  await receiveMail(ctx, { raw, isTooLarge }).catch((cause: unknown) => {
    throw new MessageError(`message ${uid}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  await mark(client, uid, '\\Seen');
  if (doneFolder === null || (await client.messageMove(range, doneFolder, { uid: true }))) return;
  throw client.usable ? new FolderError(`the message could not be moved to ${doneFolder}`) : connectionLost();
}

async function mark(client: ImapFlow, uid: number, flag: string): Promise<void> {
  if (!(await client.messageFlagsAdd(String(uid), [flag], { uid: true }))) throw connectionLost();
}

/** Commands that fail return false, also if the connection broke. */
function connectionLost(): Error {
  return new Error('the connection to the mail server was lost');
}

function failureOf(error: unknown): InboxFailure {
  if (error instanceof MessageError) return { error: 'message', detail: error.message };
  if (error instanceof FolderError) return { error: 'folder', detail: error.message };
  return imapFailure(error);
}
