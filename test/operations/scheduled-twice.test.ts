import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { TransactionSql } from '#platform/database/connection.ts';
import { startApp, type TestApp } from '../harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { type AppProcess, makeFolder, startProcess, until } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { type MailServer, startMailServer } from '../harness/smtp.ts';

// The scheduled jobs of a server and the operator's commands, each in a process of its own, at the same moment on one
// database; and processes that are killed in the middle of it. Whatever is due reaches each person once.

const folder = makeFolder();
const taskCount = 8;
/** Several processes start one after another, each with the whole app. */
const timeout = 300_000;
let test: TestApp;
let mail: MailServer;
let work: Workspace;
let readers: Person[];
let env: Record<string, string>;
let server: AppProcess;

beforeAll(async () => {
  mail = await startMailServer();
  test = await startApp({ env: { JOBS: 'off' } });
  const { host, port, user } = inject('server');
  env = {
    DATABASE_URL: `postgres://${user}@localhost:${port}/${test.database.name}?host=${host}`,
    SECRET_KEY: testSecretKey,
    SMTP_URL: mail.url,
    LOG_LEVEL: 'error',
  };
  work = await makeWorkspace(test.app);
  const names = ['First', 'Second'];
  readers = await Promise.all(names.map((name) => join(test.app, work, { teamRole: 'member', name })));
  server = await startProcess({ dataDir: folder.path, env });
  await server.ready();
}, timeout);
afterAll(async () => {
  server.child.kill('SIGTERM');
  await server.ended;
  await test.stop();
  await mail.close();
  folder.remove();
});
beforeEach(async () => {
  await idle();
  mail.mails.length = 0;
}, timeout);

const command = (...args: string[]) =>
  startProcess({ dataDir: folder.path, env, args: ['src/cli.ts', ...args, '--json'] });
const startJob = (name: string) => work.owner.post(`/admin/jobs/${name}/run`);

/** Until the server has nothing left to relay, to handle or to send. */
async function idle(): Promise<void> {
  await until(async () => {
    const [row] = await test.database.sql<{ busy: boolean }[]>`
      select exists (select from tasks.outbox) or exists (select from notifications.outbox)
        or exists (select from auth.outbox) or exists (select from teams.outbox)
        or exists (select from notifications.message where state = 'queued')
        or exists (select from pgboss.job where name not like '%.dead' and name not like '\\_\\_pgboss%'
          and state in ('created', 'active', 'retry') and start_after <= clock_timestamp()) as busy`;
    return row?.busy === false;
  });
}

/** Starts all while a table is locked, lets each come to the lock, and then lets them go on together. */
async function together(table: string, starts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const waiting = await test.database.sql.begin(async (tx) => {
    await tx.unsafe(`lock table ${table} in access exclusive mode`);
    const started = starts.map((start) => start());
    await blocked(tx as TransactionSql, starts.length);
    return started;
  });
  await Promise.all(waiting);
}

/** Until this many connections wait for a lock with a statement like this. */
async function blocked(tx: TransactionSql, count: number, statement = ''): Promise<void> {
  await until(async () => {
    await tx`select pg_stat_clear_snapshot()`;
    const [row] = await tx<{ n: number }[]>`
      select count(distinct pid)::int as n from pg_locks join pg_stat_activity using (pid)
      where not granted and datname = current_database() and query ~* ${statement}`;
    return (row?.n ?? 0) >= count;
  });
}

/** The statement in which rows come into a table. The relay takes them out of outboxes. */
const insertInto = (table: string) => `^\\s*insert into "${table.replace('.', '"."')}"`;

/** Runs a command while a table is locked, and kills it once it waits for the lock, inside its transaction. */
async function killedAt(table: string, ...args: string[]): Promise<void> {
  await test.database.sql.begin(async (tx) => {
    await tx.unsafe(`lock table ${table} in exclusive mode`);
    const { child, ended } = await command(...args);
    await blocked(tx as TransactionSql, 1, insertInto(table));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
  });
}

type Counts = Readonly<Record<string, number>>;
async function run(...args: string[]): Promise<Counts> {
  const { ended, output } = await command(...args);
  expect([await ended, output()]).toEqual([0, expect.any(String)]);
  return JSON.parse(output());
}

/** Tasks that are overdue for everyone and of which everyone has a reminder, all due now, as after a day without jobs. */
async function makeDue(): Promise<string[]> {
  const [first, second] = readers;
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const keys: string[] = [];
  for (let number = 0; number < taskCount; number += 1) {
    const people = { assigneeId: first?.id, collaboratorIds: [second?.id] };
    const task = await makeTask(work.owner, work.teamId, { title: `Task ${number}`, dueAt: later, ...people });
    keys.push(task.key);
    for (const reader of readers) await reader.put(`/tasks/${task.id}/reminder`, { at: later });
  }
  await idle();
  const { sql } = test.database;
  // As if it were an hour later.
  await sql`update tasks.task set due_at = now() - interval '1 minute' where key = any(${keys})`;
  await sql`update tasks.due_notice set since = now() - interval '2 hours', next_at = now() - interval '1 minute'`;
  await sql`update tasks.reminder set at = now() - interval '1 minute', next_at = now() - interval '1 minute'`;
  mail.mails.length = 0;
  return keys;
}

/** Recipient and subject of each mail, in order. */
function received(): string[] {
  return mail.mails.map(({ recipients, subject }) => `${recipients.join()} ${subject}`).toSorted();
}

/** That each person got a mail about each task being overdue, and one for each of their reminders. */
function expectEachOnce(keys: readonly string[]): void {
  const expected = readers.flatMap(({ email }) =>
    keys.flatMap((key) => [`${email} Overdue: ${key}`, `${email} Reminder: ${key}`]),
  );
  expect(received().map((line) => line.replace(/ Task \d+$/, ''))).toEqual(expected.toSorted());
}

describe('reminders run', { timeout }, () => {
  it('beside the scheduled job and other runs sends everything once', async () => {
    const keys = await makeDue();
    const printed: Promise<Counts>[] = [];
    const runs = [1, 2, 3].map(() => async () => {
      const counts = run('reminders', 'run');
      printed.push(counts);
      await counts;
    });
    await together('tasks.due_notice', [...runs, () => startJob('tasks.send-reminders')]);
    await idle();
    expectEachOnce(keys);
    const sums = (await Promise.all(printed)).map(({ overdue = 0, reminders = 0 }) => overdue + reminders);
    expect(sums.reduce((a, b) => a + b)).toBeLessThanOrEqual(keys.length * readers.length * 2);
  });

  it.each(['tasks.outbox'])(
    'that is killed while it waits for %s has sent nothing, and the next sends all',
    async (table) => {
      const keys = await makeDue();
      await killedAt(table, 'reminders', 'run');
      await run('reminders', 'run');
      await idle();
      expectEachOnce(keys);
    },
  );
});

describe('digest run', { timeout }, () => {
  /** Assignments that wait for a digest, which is due now. */
  async function makeDigests(): Promise<void> {
    const digest = { every: 'day', at: '08:00' };
    for (const reader of readers) {
      expect((await reader.put('/notifications/preferences', { digest })).status).toBe(200);
      for (let number = 0; number < taskCount; number += 1)
        await makeTask(work.owner, work.teamId, { title: `New ${number}`, assigneeId: reader.id });
    }
    await idle();
    expect(mail.mails).toEqual([]);
    await test.database.sql`update notifications.pending_message set due_at = now() - interval '1 minute'`;
  }
  async function expectOneDigestEach(): Promise<void> {
    await idle();
    expect(mail.mails.map(({ recipients }) => recipients.join()).toSorted()).toEqual(
      readers.map(({ email }) => email).toSorted(),
    );
    for (const { text } of mail.mails) expect(text).toContain(`since your last digest: ${taskCount}`);
    expect(await test.database.sql`select from notifications.pending_message where channel = 'email'`).toEqual([]);
  }

  it('beside the scheduled job and other runs sends each digest once', async () => {
    await makeDigests();
    const runs = [1, 2, 3].map(() => () => run('digest', 'run'));
    await together('notifications.pending_message', [...runs, () => startJob('notifications.deliver')]);
    await expectOneDigestEach();
  });

  it.each(['notifications.outbox', 'notifications.message'])(
    'that is killed while it waits for %s has sent nothing, and the next sends all',
    async (table) => {
      await makeDigests();
      await killedAt(table, 'digest', 'run');
      expect(mail.mails).toEqual([]);
      await run('digest', 'run');
      await expectOneDigestEach();
    },
  );
});

describe('a server that is killed in the middle of its scheduled job', { timeout }, () => {
  it('has lost nothing and sent nothing twice when the next one has started', async () => {
    const keys = await makeDue();
    await test.database.sql.begin(async (tx) => {
      await tx`lock table tasks.outbox in exclusive mode`;
      await startJob('tasks.send-reminders');
      await blocked(tx as TransactionSql, 1, insertInto('tasks.outbox'));
      server.child.kill('SIGKILL');
      await server.ended;
    });
    server = await startProcess({ dataDir: folder.path, env });
    await server.ready();
    await run('reminders', 'run');
    await idle();
    expectEachOnce(keys);
  });
});
