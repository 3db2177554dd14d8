import { randomUUID } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card } from './files/trello.ts';
import { startApp } from './harness/app.ts';
import { clientOf } from './harness/client.ts';
import { databaseSettings, runHere } from './harness/command.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';
import { password } from './harness/people.ts';
import { makeFolder } from './harness/process.ts';
import { startMailServer } from './harness/smtp.ts';
import { unzip } from './harness/unzip.ts';

type Fields = Readonly<Record<string, unknown>>;
type Examined = { readonly findings: readonly { id: string; level: string; message: string }[] };

const folder = makeFolder();
const dataDir = folder.path;
const passwordFile = join(dataDir, 'password');
const passwordArgs = ['--password-file', passwordFile];
let database: TestDatabase;

function taskuno(args: readonly string[], env: Record<string, string> = {}) {
  return runHere(dataDir, args, { ...databaseSettings(database), ...env });
}

/** The JSON output of a command. */
async function json<Printed = Fields>(args: readonly string[]): Promise<Printed> {
  return JSON.parse((await taskuno([...args, '--json'])).output);
}

beforeAll(async () => {
  writeFileSync(passwordFile, `${password}\n`);
  database = await createDatabase();
  await json(['user', 'create', '--email', 'sara@example.com', '--name', 'سارا', ...passwordArgs]);
});
afterAll(async () => {
  await database.drop();
  folder.remove();
});

describe('the commands', () => {
  it('make accounts, and list them', async () => {
    const second = await taskuno(['user', 'create', '--email', 'omid@example.com', '--name', 'Omid', ...passwordArgs]);
    expect(second).toEqual({ code: 0, output: 'Omid <omid@example.com> created as a user.\n' });
    const digests = await database.sql`select distinct left(password_digest, 30) as start from auth."user"`;
    expect(digests).toEqual([{ start: '$argon2id$v=19$m=19456,t=2,p=1' }]);
    const accounts = await json<Fields[]>(['user', 'list']);
    expect(accounts.map(({ email }) => email)).toEqual(['sara@example.com', 'omid@example.com']);
  });

  it('manage accounts by address or username', async () => {
    expect((await taskuno(['user', 'lock', 'omid'])).output).toBe(
      'Omid <omid@example.com> is locked; all sessions ended.\n',
    );
    expect((await taskuno(['user', 'list'])).output).toMatch(/omid@example\.com +omid +Omid +locked\n/);
    expect(await json(['user', 'unlock', 'OMID@example.com'])).toMatchObject({ lockedAt: null });
    expect(await json(['user', 'make-admin', 'omid'])).toMatchObject({ instanceAdmin: true });
    expect(await json(['user', 'revoke-admin', 'omid'])).toMatchObject({ instanceAdmin: false });
    const last = await taskuno(['user', 'revoke-admin', 'sara']);
    expect([last.code, last.output]).toEqual([6, expect.stringMatching(/^This is the last administrator\./)]);
    const unknown = await taskuno(['user', 'lock', 'nobody']);
    expect([unknown.code, unknown.output]).toEqual([
      6,
      'There is no account with the email address or username nobody.\n',
    ]);
  });

  it('send reminders that are due', async () => {
    expect(await json(['reminders', 'run'])).toEqual({ dueSoon: 0, overdue: 0, reminders: 0, failed: 0 });
    expect((await taskuno(['reminders', 'run'])).output).toBe('Due soon: 0\nOverdue: 0\nReminders: 0\nFailed: 0\n');
  });

  it('purge what is due, and say what they would purge', async () => {
    const nothing = { organizations: 0, teams: 0, projects: 0, tasks: 0 };
    expect(await json(['purge', 'run', '--dry-run'])).toEqual({ dryRun: true, ...nothing });
    expect(await json(['purge', 'run'])).toEqual({ dryRun: false, ...nothing });
  });

  it('list, show and delete organizations', async () => {
    expect((await taskuno(['org', 'list'])).output).toBe('No organizations.\n');
    expect((await taskuno(['org', 'show', 'acme'])).code).toBe(6);
    expect((await taskuno(['org', 'delete', 'acme'])).code).toBe(6);
  });

  it('send a test email, and fail without a mail server', async () => {
    const reply = await taskuno(['email', 'test', '--to', 'ops@example.com', '--json']);
    expect([reply.code, JSON.parse(reply.output)]).toEqual([1, expect.objectContaining({ state: 'outbox' })]);
    expect((await taskuno(['email', 'test'])).code).toBe(2);
  });

  it('send a test email among the checks', async () => {
    const reply = await taskuno(['doctor', '--mail', 'ops@example.com', '--json']);
    expect(reply.code).toBe(1);
    const { findings } = JSON.parse(reply.output) as Examined;
    expect(findings.at(-1)).toMatchObject({
      id: 'mail-test',
      level: 'error',
      message: expect.stringContaining('Not sent'),
    });
    const mailServer = await startMailServer();
    const sent = await taskuno(['doctor', '--mail', 'ops@example.com', '--json'], { SMTP_URL: mailServer.url });
    expect((JSON.parse(sent.output) as Examined).findings.at(-1)).toMatchObject({ id: 'mail-test', level: 'ok' });
    expect(mailServer.mails).toHaveLength(1);
    await mailServer.close();
  });

  it('send digests that are due', async () => {
    expect(await json(['digest', 'run'])).toEqual({ sent: 0, failed: 0 });
    expect((await taskuno(['digest', 'run'])).output).toBe('Sent: 0\nFailed: 0\n');
  });

  it('make tokens, print them once, list and remove them', async () => {
    const args = ['token', 'create', 'sara', '--name', 'Backup', '--scope', 'tasks:read', 'admin'];
    const { output } = await taskuno(args);
    expect(output).toMatch(/^tuno_[\w-]{54}\n$/);
    const [token] = await json<{ id: string }[]>(['token', 'list', 'sara']);
    expect(token).toMatchObject({ name: 'Backup', scopes: ['tasks:read', 'admin'], lastUsedAt: null });
    expect((await taskuno(['token', 'remove', 'sara', token?.id ?? ''])).output).toBe('Token deleted.\n');
    expect((await taskuno(['token', 'list', 'sara'])).output).toBe('No tokens.\n');
    expect((await taskuno(['token', 'create', 'sara', '--name', 'x', '--scope', 'everything'])).code).toBe(2);
  });

  it('import a file in the name of an account, without a server, and report what they would do', async () => {
    const file = join(dataDir, 'board.json');
    writeFileSync(file, JSON.stringify(board({ cards: [card(1, 'Paint the fence'), card(2, 'Mow the lawn')] })));
    const server = await startApp({ database });
    const person = clientOf(server.app);
    const { accessToken } = (await person.post('/auth/login', { email: 'sara@example.com', password })).body;
    const sara = clientOf(server.app, { authorization: `Bearer ${accessToken}` });
    expect((await sara.post('/organizations', { name: 'Acme' })).status).toBe(201);
    await server.stop();
    const args = ['import', file, '--format', 'trello', '--as', 'sara', '--organization', 'acme'];
    const counts = { status: 'done', report: { created: { tasks: 2 } } };
    expect(await json([...args, '--dry-run'])).toMatchObject(counts);
    expect(await json(args)).toMatchObject(counts);
    const archive = join(dataDir, 'acme.zip');
    const exporting = ['export', 'acme', '--to', archive];
    expect(await json(exporting)).toMatchObject({ file: archive, bytes: statSync(archive).size });
    expect(String((await unzip(readFileSync(archive))).get('tasks.jsonl'))).toContain('Paint the fence');
    expect((await taskuno(exporting)).code).toBe(6);
    const refused = await taskuno([...args, '--team', randomUUID()]);
    expect([refused.code, refused.output]).toEqual([6, expect.any(String)]);
    // The token of the command is gone.
    expect(await json<Fields[]>(['token', 'list', 'sara'])).toEqual([]);
    expect((await taskuno(['org', 'delete', 'acme', '--yes'])).code).toBe(0);
  });

  it('delete an account, which a server finishes', async () => {
    await json(['user', 'create', '--email', 'gone@example.com', '--name', 'Gone', ...passwordArgs]);
    expect(await json(['user', 'delete', 'gone', '--dry-run'])).toEqual({ deleted: null, activeTasks: 0 });
    expect((await taskuno(['user', 'list'])).output).not.toContain('leaving');
    expect((await taskuno(['user', 'delete', 'gone'])).code).toBe(0);
    expect((await taskuno(['user', 'list'])).output).toMatch(/gone@example\.com +gone +Gone +leaving\n/);
    const server = await startApp({ database });
    await server.settled();
    expect(await json<Fields[]>(['user', 'list'])).toHaveLength(2);
    await server.stop();
  });

  it('refuse what can’t be, each with its exit code', async () => {
    const again = await taskuno(['user', 'create', '--email', 'SARA@example.com', '--name', 'Sara', ...passwordArgs]);
    expect(again.code).toBe(6);
    expect(again.output).toMatch(/^An account with this email address already exists\..*\n$/);

    writeFileSync(join(dataDir, 'short'), 'short');
    const args = ['user', 'create', '--email', 'nobody', '--name', ' ', '--password-file', join(dataDir, 'short')];
    expect(await taskuno(args)).toEqual({
      code: 2,
      output:
        'The email must be an email address.\nThe name must not be empty.\nThe password must have at least 8 characters.\n',
    });
    const last = await taskuno(['user', 'delete', 'sara', '--dry-run']);
    expect(last).toEqual({ code: 6, output: expect.stringContaining('the last administrator') });

    const asking = await taskuno(['user', 'create', '--email', 'mina@example.com']);
    expect(asking).toEqual({ code: 2, output: 'No terminal to prompt on. Use --name.\n' });
  });
});
