import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { type ImapServer, startImapServer } from '../../../../test/harness/imap.ts';
import { makeWorkspace, signInAgain, type Workspace } from '../../../../test/harness/people.ts';

const clock = settableClock(new Date());
const settings = { MAIL_IN_ADDRESS: 'inbox@in.example.com', MAIL_IN_AUTH_SERVER: 'none' };
let imap: ImapServer;
let test: TestApp;
let work: Workspace;
let to: string;
beforeAll(async () => {
  imap = await startImapServer();
  test = await startApp({ clock, env: { ...settings, MAIL_IN_IMAP_URL: imap.url } });
  work = await makeWorkspace(test.app);
  await test.database.sql`update auth."user" set email_verified_at = now(), instance_admin = true`;
  to = (await work.owner.get(`/teams/${work.teamId}/mail-address`)).body.address ?? '';
});
afterAll(async () => {
  await test.stop();
  await imap.close();
});
afterEach(() => imap.breakAt(null));

const add = (subject: string, body = 'Hi') =>
  imap.add(
    `From: ${work.owner.email}\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.com>\r\n\r\n${body}`,
  );
const poll = (app = test) => app.runJob('notifications', 'poll-inbox');
const titles = async () =>
  (await work.owner.get(`/teams/${work.teamId}/tasks`)).body.items.map(({ title }) => title).toSorted();
const inbox = async () => (await work.owner.get('/email/status')).body.inbox;

describe('the inbox', () => {
  it.each([[/^LOGIN/], [/^SELECT/], [/^UID SEARCH/]])(
    'is read later if the connection breaks at %s',
    async (command) => {
      imap.breakAt(command);
      await poll();
      expect((await inbox())?.error).toBe('connection');
      imap.breakAt(null);
      clock.advance(61_000);
      await poll();
      expect((await inbox())?.error).toBeNull();
    },
  );

  it('is read once, and what was handled is marked as seen', async () => {
    add('a');
    add('b', 'First\r\n-- \r\nMe');
    await poll();
    expect(await titles()).toEqual(['a', 'b']);
    expect(imap.flagsOf('INBOX')).toEqual([['\\Seen'], ['\\Seen']]);
    await poll();
    add('c');
    await poll();
    expect(await titles()).toEqual(['a', 'b', 'c']);
    expect(await inbox()).toMatchObject({ error: null, failingSince: null });
  });

  it('is read again after the connection broke between the task and its mark, without a second task', async () => {
    add('d');
    imap.breakAt(/^UID FETCH/);
    await poll();
    expect([(await inbox())?.error, await titles()]).toEqual(['connection', ['a', 'b', 'c']]);
    clock.advance(61_000);
    imap.breakAt(/^UID STORE/);
    await poll();
    expect(await titles()).toEqual(['a', 'b', 'c', 'd']);
    expect((await inbox())?.error).toBe('connection');
    imap.breakAt(null);
    await poll();
    expect(imap.flagsOf('INBOX').at(-1)).toEqual([]);
    clock.advance(121_000);
    await poll();
    expect(await titles()).toEqual(['a', 'b', 'c', 'd']);
    expect(imap.flagsOf('INBOX').at(-1)).toEqual(['\\Seen']);
    expect(await inbox()).toMatchObject({ error: null, failingSince: null });
  });

  it('is read by one process at a time', async () => {
    for (const name of ['e', 'f', 'g']) add(name);
    await Promise.all([poll(), poll(), poll()]);
    expect(await titles()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('may number its messages anew, and the same mail may come twice', async () => {
    imap.renumber();
    add('a');
    add('h');
    await poll();
    expect(await titles()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  it('goes on after a message that is too large', async () => {
    add('large', 'x'.repeat(26 * 1024 * 1024));
    add('i');
    await poll();
    expect((await titles()).at(-1)).toBe('i');
    const rows = await test.database.sql`select reason from notifications.received_mail where reason is not null`;
    expect([...rows]).toEqual([{ reason: 'too-large' }]);
  });

  it('is not read back to what somebody has read, also if its first reading was interrupted', async () => {
    work = { ...work, owner: await signInAgain(test.app, work.owner) };
    imap.renumber();
    add('j');
    add('k');
    imap.folders.get('INBOX')?.at(-1)?.flags.add('\\Seen');
    imap.breakAt(/^UID STORE/);
    await poll();
    imap.breakAt(null);
    clock.advance(61_000);
    await poll();
    expect((await inbox())?.error).toBeNull();
    expect((await titles()).slice(-2)).toEqual(['i', 'j']);
    add('l');
    await poll();
    expect((await titles()).slice(-2)).toEqual(['j', 'l']);
  });

  it('is read with pauses that grow while the password is wrong, and the status says so', async () => {
    const other = await startApp({
      clock,
      database: test.database,
      env: { ...settings, MAIL_IN_IMAP_URL: imap.wrongUrl },
    });
    const before = imap.connections();
    for (let minute = 0; minute < 8; minute++) {
      await poll(other);
      clock.advance(60_000);
    }
    expect(imap.connections() - before).toBe(4);
    const status = await inbox();
    expect(status).toMatchObject({ error: 'password' });
    expect(status?.errorDetail).toContain('Invalid credentials');
    await other.stop();
  });
});
