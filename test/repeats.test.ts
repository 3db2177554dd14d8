import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from './harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

let lastKey = 0;

/** Posts twice with one key; returns both replies and a function that repeats once more. */
async function postTwice<Path extends string>(person: Person, path: Path, body?: object) {
  lastKey += 1;
  const headers = { 'idempotency-key': `key-${lastKey}` };
  const post = () => person.post(path, body, { headers });
  const [first, second] = [await post(), await post()];
  return { first, second, again: post };
}

const remove = ({ id }: Person) => work.owner.delete(`/organizations/${work.organizationId}/members/${id}`);

describe('a request with an idempotency key', () => {
  it.each([
    ['a task', (_person: Person) => [`/teams/${work.teamId}/tasks`, { title: 'Once' }] as const],
    [
      'a subtask that a checklist item became, so that it is no more',
      async (person: Person) => {
        const task = await makeTask(person, work.teamId);
        const item = await person.post(`/tasks/${task.id}/checklist`, { title: 'Step' });
        return [`/checklist-items/${item.body.id}/to-task`, undefined] as const;
      },
    ],
    [
      'what became of many tasks',
      async (person: Person) => {
        const task = await makeTask(person, work.teamId);
        return ['/tasks/bulk', { ids: [task.id], change: { priority: 'high' } }] as const;
      },
    ],
    ['an organization', (_person: Person) => ['/organizations', { name: 'Mine' }] as const, 'leaves'],
  ])('gets the same reply again, and nothing once its sender is removed: %s', async (_what, prepare, how?) => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Leaver' });
    const [path, body] = await prepare(person);
    const { first, second, again: repeat } = await postTwice(person, path, body);
    expect(first.status).toBeLessThan(300);
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    if (how === 'leaves') await person.delete(`/organizations/${first.body.id}`, { name: 'Mine' });
    else await remove(person);
    const third = await repeat();
    expect([third.status, third.headers.get('idempotency-replayed')]).toEqual([404, null]);
  });

  it('changes fields of a task once, and is answered again although its sender has given the task away', async () => {
    const person = await join(test.app, work, { teamRole: 'member', name: 'Giver' });
    const { body: task } = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'x', assigneeId: person.id });
    const headers = { 'idempotency-key': 'given-away', 'if-match': '"1"' };
    const give = () => person.patch(`/tasks/${task.id}`, { assigneeId: work.owner.id }, { headers });
    const [first, second] = [await give(), await give()];
    expect([first.status, first.body.version]).toEqual([200, 2]);
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect((await person.patch(`/tasks/${task.id}`, { title: 'y' })).status).toBe(403);
  });

  it('that ends the right to repeat it is answered again all the same', async () => {
    const mine = await makeWorkspace(test.app);
    const successor = await join(test.app, mine, { role: 'admin', name: 'Heir' });
    const { first, second } = await postTwice(mine.owner, `/organizations/${mine.organizationId}/hand-over`, {
      userId: successor.id,
    });
    expect([first.status, second.status]).toEqual([204, 204]);
  });
});
