import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, trelloId, upload } from '../../../../test/files/trello.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

const clock = { offsetMs: 0, now: () => new Date(Date.now() + clock.offsetMs) };

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

async function tryOut(number: number, person: Person = work.owner, content: unknown = aBoard(number)) {
  const queuedReply = await person.post(`/organizations/${work.organizationId}/imports`, undefined, {
    raw: upload(content, { teamId: work.teamId, dryRun: 'true' }),
  });
  await test.settled();
  return (await person.get(`/imports/${queuedReply.body.id}`)).body;
}
const aBoard = (number: number) =>
  board({ id: trelloId(number), cards: [card(number, `Tried${number}`, { pos: number })] });
const run = (id: string, person: Person = work.owner) => person.post(`/imports/${id}/run`);
const titles = async () =>
  (await work.owner.get(`/tasks?teamId=${work.teamId}&limit=200`)).body.items.map(({ title }) => title);

describe('a finished dry run', () => {
  it('is run for real on the same file', async () => {
    const newImport = await tryOut(1);
    expect(newImport).toMatchObject({ status: 'done', dryRun: true, report: { created: { tasks: 1 } } });
    expect(Date.parse(defined(newImport.runnableUntil)) - Date.parse(defined(newImport.finishedAt))).toBe(
      24 * 3_600_000,
    );
    const reply = await run(newImport.id);
    expect([reply.status, reply.body]).toMatchObject([202, { id: newImport.id, status: 'queued', dryRun: false }]);
    await test.settled();
    const done = (await work.owner.get(`/imports/${newImport.id}`)).body;
    expect(done).toMatchObject({
      status: 'done',
      dryRun: false,
      runnableUntil: null,
      report: { created: { tasks: 1 } },
    });
    expect(await titles()).toContain('Tried1');
    expect((await run(newImport.id)).body).toMatchObject({ status: 'done', dryRun: false });
  });

  it('runs once, however often it is requested', async () => {
    const newImport = await tryOut(2);
    const replies = await Promise.all(Array.from({ length: 10 }, () => run(newImport.id)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 202));
    await test.settled();
    const [row] = await test.database.sql`
      select count(*) as jobs from platform.event_log
      where event->>'type' = 'import.requested' and event->'payload'->>'importId' = ${newImport.id}`;
    expect(row?.['jobs']).toBe(2);
    expect((await titles()).filter((title: string) => title === 'Tried2')).toEqual(['Tried2']);
  });

  it('is run only by its requester, with the requester’s current rights', async () => {
    const member = await join(test.app, work, { teamRole: 'member', name: 'Member' });
    const admin = await join(test.app, work, { role: 'admin', name: 'Admin' });
    const newImport = await tryOut(3, member);
    expect((await run(newImport.id, admin)).body.code).toBe('not-the-requester');
    await work.owner.delete(`/teams/${work.teamId}/members/${member.id}`);
    expect((await run(newImport.id, member)).status).toBe(202);
    await test.settled();
    const refusedImport = (await member.get(`/imports/${newImport.id}`)).body;
    expect([refusedImport.status, refusedImport.report.problems[0]?.code]).toEqual(['failed', 'not-a-team-member']);
    expect(await titles()).not.toContain('Tried3');
  });

  it('can be run for a day; then its file is deleted', async () => {
    const newImport = await tryOut(4);
    clock.offsetMs += 25 * 3_600_000;
    const owner = { ...work.owner, ...(await signInAgain()) };
    expect((await run(newImport.id, owner)).body.code).toBe('file-gone');
    await test.runJob('tasks', 'tidy-imports');
    expect((await owner.get(`/imports/${newImport.id}`)).body.runnableUntil).toBeNull();
    expect((await run(newImport.id, owner)).body.code).toBe('file-gone');
  });
});

async function signInAgain(): Promise<Person> {
  const { signInAgain: again } = await import('../../../../test/harness/people.ts');
  return again(test.app, work.owner);
}

it('only a finished dry run can be run for real', async () => {
  const owner = await signInAgain();
  const failed = await tryOut(5, owner, '{}');
  expect((await run(failed.id, owner)).body.code).toBe('not-a-dry-run');
});
