import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, trelloId, upload } from '../../../../test/files/trello.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { deliver } from '../../../../test/harness/deliver.ts';
import { makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

// Every import ends: done, failed with a reason, or cancelled. No worker runs in this file; the tests run the jobs.

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp({ env: { JOBS: 'off' } });
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

const importOf = async (id: string) => (await work.owner.get(`/imports/${id}`)).body;
const attempt = (id: string, number: number) => deliver(test, 'tasks', 'run-import', 'import.requested', id, number);
const tidy = () => test.runJob('tasks', 'tidy-imports');

async function request(number: number): Promise<string> {
  const cards = [card(number, `Card${number}`)];
  const queuedReply = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
    raw: upload(board({ id: trelloId(number), cards }), { teamId: work.teamId }),
  });
  return queuedReply.body.id;
}

/** Does what the queue does with a job that is done or given up. */
async function takeJobAway(importId: string): Promise<void> {
  const rows = await test.database.sql`
    update pgboss.job set state = 'failed'
    where name = 'tasks.run-import' and data->'payload'->>'importId' = ${importId} returning id`;
  expect(rows.length).toBe(1);
}

/** Makes the database refuse rows, like an internal error would. */
async function refusing(table: string, moment: string, condition: string, act: () => Promise<void>): Promise<void> {
  const { sql } = test.database;
  await sql.unsafe(`
    create function tasks.refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
    create trigger refuse ${moment} on tasks.${table} for each row when (${condition}) execute function tasks.refuse()`);
  try {
    await act();
  } finally {
    await sql.unsafe(`drop trigger refuse on tasks.${table}; drop function tasks.refuse()`);
  }
}

describe('an import that no job works on any more', () => {
  it('ends with a reason and what it created, and its requester is notified', async () => {
    const id = await request(1);
    await refusing('import', 'before update', `new.status = 'done'`, () =>
      expect(attempt(id, 6)).rejects.toThrow('refused'),
    );
    await takeJobAway(id);
    await tidy();
    expect(await importOf(id)).toMatchObject({
      status: 'failed',
      report: { created: { tasks: 1 }, problems: [{ code: 'internal' }] },
    });
    await test.app.relay.drain();
    const [row] = await test.database.sql`
      select event->'actor'->>'userId' as "userId", event->'payload'->'problem'->>'code' as code
      from platform.event_log where event->>'type' = 'import.finished' and event->'payload'->>'importId' = ${id}`;
    expect(row).toEqual({ userId: work.owner.id, code: 'internal' });
  });

  it('does not end while its request waits for the relay, or its job for a worker', async () => {
    const id = await test.database.sql.begin(async (tx) => {
      await tx`select from platform.relay where id = 1 for update`;
      const requested = await request(2);
      await tidy();
      expect((await importOf(requested)).status).toBe('queued');
      return requested;
    });
    await test.app.relay.drain();
    await tidy();
    expect((await importOf(id)).status).toBe('queued');
    await takeJobAway(id);
    await tidy();
    expect((await importOf(id)).status).toBe('failed');
  });
});

describe('the last attempt', () => {
  it.each([
    ['can’t write cards', 'task', 'before insert', `new.title like 'Card%'`, 0],
    ['can’t write the report', 'import', 'before update', `new.status = 'done' or new.report->'lost' <> '[]'`, 1],
  ])('that %s ends the import with a reason', async (_what, table, moment, condition, tasks) => {
    const id = await request(table === 'task' ? 11 : 12);
    await refusing(table, moment, condition, async () => {
      await expect(attempt(id, 6)).rejects.toThrow('refused');
      expect((await importOf(id)).status).toBe('running');
      await attempt(id, 7);
    });
    const endedImport = await importOf(id);
    expect(endedImport).toMatchObject({ status: 'failed', report: { problems: [{ code: 'internal' }] } });
    expect(endedImport.report.created.tasks).toBe(tasks);
  });

  it('stores only the reason if the full report cannot be written', async () => {
    const id = await request(13);
    await refusing('import', 'before update', `new.report->'created'->>'tasks' = '1'`, () => attempt(id, 7));
    expect(await importOf(id)).toMatchObject({ status: 'failed', report: { problems: [{ code: 'internal' }] } });
  });
});

it('an import that is cancelled while it waits leaves no file', async () => {
  const id = await request(20);
  expect((await work.owner.post(`/imports/${id}/cancel`)).body.status).toBe('cancelled');
  const files = () => test.database.sql`select file_until is not null as kept from tasks.import where id = ${id}`;
  expect(await files()).toEqual([{ kept: true }]);
  await test.database.sql`update tasks.import set file_until = now() - interval '1 second' where id = ${id}`;
  await tidy();
  expect(await files()).toEqual([{ kept: false }]);
});
