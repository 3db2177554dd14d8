import { imapFailure, imapInbox } from '../imap-inbox.ts';
import type { Config } from '../startup/config.ts';
import { failure, type Finding, findingOf, ok, warning } from './finding.ts';

type MailInConfig = Pick<
  Config,
  'MAIL_IN_ADDRESS' | 'MAIL_IN_AUTH_SERVER' | 'MAIL_IN_IMAP_URL' | 'MAIL_IN_RESEND_SECRET'
>;

/** Reports who may write as a member by email, and whether the inbox can be read. Reads no email. */
export async function mailInFindings(config: MailInConfig): Promise<Finding[]> {
  const { MAIL_IN_ADDRESS, MAIL_IN_IMAP_URL } = config;
  if (MAIL_IN_ADDRESS === undefined) return [ok(mailIn, 'No email is received: MAIL_IN_ADDRESS is not set.')];
  return [
    senderFinding(config, MAIL_IN_ADDRESS),
    ...(MAIL_IN_IMAP_URL === undefined ? [] : [await findingOf(inbox, () => inboxFinding(MAIL_IN_IMAP_URL))]),
  ];
}

const mailIn = 'mail-in';
const inbox = 'mail-inbox';
const connectTimeoutMs = 5_000;

function senderFinding(config: MailInConfig, address: string): Finding {
  const { MAIL_IN_AUTH_SERVER } = config;
  if (MAIL_IN_AUTH_SERVER === undefined)
    return warning(
      mailIn,
      `Nobody checks who sends email to ${address}: members can’t create tasks by email, and replies count by their address alone.`,
      'Set MAIL_IN_AUTH_SERVER to the name at the start of the Authentication-Results headers of received emails, such as mx.example.com.',
    );
  const senders =
    MAIL_IN_AUTH_SERVER === 'none' ? 'every sender is believed' : `senders are verified by ${MAIL_IN_AUTH_SERVER}`;
  return ok(mailIn, `Received at ${address}, ${sourceOf(config)}; ${senders}.`);
}

function sourceOf({ MAIL_IN_IMAP_URL, MAIL_IN_RESEND_SECRET }: MailInConfig): string {
  const sources = [
    ...(MAIL_IN_IMAP_URL === undefined ? [] : ['from an inbox']),
    ...(MAIL_IN_RESEND_SECRET === undefined ? [] : ['from resend.com']),
  ];
  return sources.length === 0 ? 'from a mail server that delivers to /api/v1/mail-in/raw' : sources.join(' and ');
}

/** Signs in and opens the folders without changing anything. */
async function inboxFinding(imapUrl: string): Promise<Finding> {
  const { client, folder, doneFolder } = await imapInbox(imapUrl, connectTimeoutMs);
  const server = new URL(imapUrl).host;
  let opened = folder;
  try {
    await client.connect();
    for (opened of [folder, ...(doneFolder === null ? [] : [doneFolder])])
      await client.mailboxOpen(opened, { readOnly: true });
    await client.logout();
    return ok(inbox, `${folder} at ${server}.`);
  } catch (error) {
    const { error: reason, detail } = imapFailure(error);
    return {
      password: () =>
        failure(
          inbox,
          `The inbox at ${server} refused the user or the password (${detail}).`,
          'Correct them in MAIL_IN_IMAP_URL. Write special characters percent-encoded: @ is %40.',
        ),
      folder: () =>
        failure(
          inbox,
          `The inbox at ${server} has no folder ${opened} (${detail}).`,
          'Create it, or correct MAIL_IN_IMAP_URL.',
        ),
      connection: () =>
        failure(
          inbox,
          `The inbox at ${server} can’t be reached (${detail}).`,
          'Start the server, open the port in the firewall, or correct MAIL_IN_IMAP_URL.',
        ),
    }[reason]();
  } finally {
    client.close();
  }
}
