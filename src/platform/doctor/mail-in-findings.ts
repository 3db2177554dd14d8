import { imapFailure, imapInbox } from '../imap-inbox.ts';
import type { Config } from '../startup/config.ts';
import { failure, type Finding, findingOf, ok, warning } from './finding.ts';

type MailInConfig = Pick<
  Config,
  'MAIL_IN_ADDRESS' | 'MAIL_IN_AUTH_SERVER' | 'MAIL_IN_IMAP_URL' | 'MAIL_IN_RESEND_SECRET'
>;

const connectTimeoutMs = 5_000;

/** Reports who may write as a member by email, and whether the inbox can be read. Reads no email. */
export async function mailInFindings(config: MailInConfig): Promise<Finding[]> {
  const { MAIL_IN_ADDRESS, MAIL_IN_IMAP_URL } = config;
  if (MAIL_IN_ADDRESS === undefined) return [ok('mail-in', 'off')];
  return [
    senderFinding(config, MAIL_IN_ADDRESS),
    ...(MAIL_IN_IMAP_URL === undefined ? [] : [await findingOf('mail-inbox', () => inboxFinding(MAIL_IN_IMAP_URL))]),
  ];
}

function senderFinding({ MAIL_IN_AUTH_SERVER: server }: MailInConfig, address: string): Finding {
  if (server === undefined) return warning('mail-in', 'unverified', { address }, 'MAIL_IN_AUTH_SERVER=mx.example.com');
  if (server === 'none') return ok('mail-in', 'believed', { address });
  return ok('mail-in', 'verified', { address, server });
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
    return ok('mail-inbox', 'ok', { folder, server });
  } catch (error) {
    const { error: reason, detail } = imapFailure(error);
    const command = 'MAIL_IN_IMAP_URL=imaps://user:password@host/INBOX';
    return failure('mail-inbox', reason, { server, folder: opened, detail }, command);
  } finally {
    client.close();
  }
}
