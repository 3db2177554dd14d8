import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImapServer, startImapServer } from '../../../test/harness/imap.ts';
import { freePort } from '../../../test/harness/process.ts';
import { describeFinding } from './finding.ts';
import { mailInFindings } from './mail-in-findings.ts';

let imap: ImapServer;
beforeAll(async () => {
  imap = await startImapServer();
});
afterAll(() => imap.close());

const settings = {
  MAIL_IN_ADDRESS: 'inbox@in.example.com',
  MAIL_IN_AUTH_SERVER: 'mx.example.com',
  MAIL_IN_IMAP_URL: undefined,
  MAIL_IN_RESEND_SECRET: undefined,
};
const findings = async (changes: Partial<Record<keyof typeof settings, string | undefined>>) =>
  (await mailInFindings({ ...settings, ...changes })).map((finding) => describeFinding(finding, 'en'));
const inboxFinding = async (url: string) =>
  (await findings({ MAIL_IN_IMAP_URL: url })).find(({ id }) => id === 'mail-inbox');

describe('the check of received email', () => {
  it('says if none is received, and who verifies senders otherwise', async () => {
    const [none] = await findings({ MAIL_IN_ADDRESS: undefined });
    expect(none).toMatchObject({ level: 'ok', message: expect.stringContaining('No email is received') });
    const [delivered] = await findings({});
    expect(delivered).toMatchObject({ level: 'ok', message: expect.stringContaining('verified by mx.example.com') });
  });

  it('warns while nobody verifies senders', async () => {
    const [unverified] = await findings({ MAIL_IN_AUTH_SERVER: undefined });
    expect(unverified).toMatchObject({ level: 'warning', fix: expect.stringContaining('MAIL_IN_AUTH_SERVER') });
    const [believed] = await findings({ MAIL_IN_AUTH_SERVER: 'none' });
    expect(believed).toMatchObject({ level: 'ok', message: expect.stringContaining('every sender is believed') });
  });

  it('opens the folders of the inbox and reads nothing', async () => {
    imap.add('Subject: one\r\n\r\nHi');
    expect(await inboxFinding(`${imap.url}?done=Done`)).toMatchObject({ level: 'ok', fix: null });
    expect(imap.flagsOf('INBOX')).toEqual([[]]);
  });

  it.each([
    ['the password', () => imap.wrongUrl, 'refused the user or the password'],
    ['the folder', () => imap.url.replace('INBOX', 'Nowhere'), 'no folder Nowhere'],
    ['the folder of handled emails', () => `${imap.url}?done=Elsewhere`, 'no folder Elsewhere'],
    ['the server', async () => `imap://a:b@127.0.0.1:${await freePort()}/INBOX`, 'can’t be reached'],
  ])('reports %s with a fix, and never the password', async (_what, url, message) => {
    const finding = await inboxFinding(await url());
    expect(finding).toMatchObject({
      level: 'error',
      message: expect.stringContaining(message),
      fix: expect.stringContaining('MAIL_IN_IMAP_URL'),
    });
    expect(JSON.stringify(finding)).not.toMatch(/right|wrong/);
  });
});
