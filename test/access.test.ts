import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccessChange, createAccessCaches } from '#platform/access/cache.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { clientOf } from './harness/client.ts';
import { join, makeTask, makeWorkspace, type Workspace } from './harness/people.ts';

// The caches read the changes from rows, so losing every NOTIFY makes no difference.

describe('access on two instances', () => {
  let here: TestApp;
  let there: TestApp;
  let work: Workspace;
  beforeAll(async () => {
    here = await startApp();
    there = await startApp({ database: here.database });
    work = await makeWorkspace(here.app, { visibility: 'team' });
  });
  afterAll(async () => {
    await there.stop();
    await here.stop();
  });

  async function until(ask: () => Promise<{ status: number }>, status: number): Promise<number> {
    const start = Date.now();
    for (;;) {
      if ((await ask()).status === status) return Date.now() - start;
      if (Date.now() - start > 10_000) throw new Error(`no ${status} within ten seconds`);
    }
  }

  it('is narrowed at once where it was changed, and soon after on the other', async () => {
    const member = await join(here.app, work, { teamRole: 'member' });
    const task = await makeTask(work.owner, work.teamId);
    const elsewhere = clientOf(there.app, { authorization: `Bearer ${member.token}` });
    await until(() => elsewhere.get(`/tasks/${task.id}`), 200);
    expect((await work.owner.delete(`/teams/${work.teamId}/members/${member.id}`)).status).toBe(204);
    const refusedReply = await member.get(`/tasks/${task.id}`);
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'not-a-team-member']);
    await until(() => elsewhere.get(`/tasks/${task.id}`), 403);
  });

  it('is known at the other instance in the next request: a member, a new team, a new organization', async () => {
    const member = await join(here.app, work, { name: 'Later' });
    const task = await makeTask(work.owner, work.teamId);
    const elsewhere = clientOf(there.app, { authorization: `Bearer ${member.token}` });
    expect((await elsewhere.get(`/tasks/${task.id}`)).status).toBe(403);
    await work.owner.put(`/teams/${work.teamId}/members/${member.id}`, { role: 'member' });
    expect((await elsewhere.get(`/tasks/${task.id}`)).status).toBe(200);
    const ownerElsewhere = clientOf(there.app, { authorization: `Bearer ${work.owner.token}` });
    for (let round = 0; round < 5; round += 1) {
      const organization = await work.owner.post('/organizations', { name: `Acme ${round}` });
      const { id } = organization.body;
      const team = await ownerElsewhere.post(`/organizations/${id}/teams`, { name: 'Engineering' });
      expect(team.status, JSON.stringify(team.body)).toBe(201);
      expect((await work.owner.post(`/teams/${team.body.id}/tasks`, { title: 'First' })).status).toBe(201);
      expect((await ownerElsewhere.get(`/teams/${team.body.id}/tasks`)).status).toBe(200);
    }
  });
});

describe('an access cache', () => {
  const log = pino({ level: 'fatal' });
  const noChanges: readonly AccessChange[] = [];

  it('loads a value once for concurrent readers, and caches it', async () => {
    const caches = createAccessCaches({ sources: () => [{ name: 'x', read: async () => noChanges }], log });
    await caches.refresh();
    let loads = 0;
    const cache = caches.cache(10, async () => ++loads);
    expect(await Promise.all([cache.get('a'), cache.get('a')])).toEqual([1, 1]);
    expect(await cache.get('a')).toBe(1);
    caches.forget(['a']);
    expect(await cache.get('a')).toBe(2);
  });

  it('throws away what an invalidation overtook', async () => {
    const caches = createAccessCaches({ sources: () => [{ name: 'x', read: async () => noChanges }], log });
    await caches.refresh();
    const answers: ((value: string) => void)[] = [];
    const cache = caches.cache(10, () => new Promise<string>((resolve) => answers.push(resolve)));
    const first = cache.get('a');
    caches.forget(['a']);
    answers[0]?.('old');
    expect(await first).toBe('old');
    const second = cache.get('a');
    answers[1]?.('new');
    expect(await second).toBe('new');
  });

  it('does not cache an error, and caches null', async () => {
    const caches = createAccessCaches({ sources: () => [{ name: 'x', read: async () => noChanges }], log });
    await caches.refresh();
    let loads = 0;
    const cache = caches.cache(10, async (key) => {
      loads += 1;
      if (loads === 1) throw new Error('not now');
      return key === 'a' ? null : key;
    });
    const first = [cache.get('a'), cache.get('a')];
    expect(await Promise.allSettled(first)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect([await cache.get('a'), await cache.get('a'), loads]).toEqual([null, null, 2]);
  });

  it('passes an error on to who asked before the key was dropped', async () => {
    const caches = createAccessCaches({ sources: () => [{ name: 'x', read: async () => noChanges }], log });
    await caches.refresh();
    const loads: PromiseWithResolvers<string>[] = [];
    const cache = caches.cache(10, () => {
      const load = Promise.withResolvers<string>();
      loads.push(load);
      return load.promise;
    });
    const first = cache.get('a');
    caches.forget(['a']);
    const second = cache.get('a');
    loads[0]?.reject(new Error('not now'));
    await expect(first).rejects.toThrow('not now');
    loads[1]?.resolve('new');
    expect([await second, await cache.get('a'), loads.length]).toEqual(['new', 'new', 2]);
  });

  it('reads the changes anew once for all who wait while a read is under way', async () => {
    const reads: PromiseWithResolvers<readonly AccessChange[]>[] = [];
    const read = () => {
      const next = Promise.withResolvers<readonly AccessChange[]>();
      reads.push(next);
      return next.promise;
    };
    const caches = createAccessCaches({ sources: () => [{ name: 'x', read }], log });
    const first = caches.refresh();
    const waiting = [caches.refreshAnew(), caches.refreshAnew(), caches.refreshAnew()];
    reads[0]?.resolve(noChanges);
    await first;
    reads[1]?.resolve(noChanges);
    await Promise.all(waiting);
    expect(reads.length).toBe(2);
  });

  it('forgets what the changes name, each change once', async () => {
    let changes: AccessChange[] = [];
    const caches = createAccessCaches({ sources: () => [{ name: 'x', read: async () => changes }], log });
    await caches.refresh();
    let loads = 0;
    const cache = caches.cache(10, async () => ++loads);
    await cache.get('a');
    changes = [{ id: 1, key: 'a' }];
    await caches.refresh();
    expect(await cache.get('a')).toBe(2);
    await caches.refresh();
    expect(await cache.get('a')).toBe(2);
  });

  it('drops everything after a gap in which changes may have been missed', async () => {
    const source = { name: 'x', read: async (): Promise<readonly AccessChange[]> => noChanges };
    const caches = createAccessCaches({ sources: () => [source], log, maxGapMs: 0 });
    await caches.refresh();
    let loads = 0;
    const cache = caches.cache(10, async () => ++loads);
    const dropped: unknown[] = [];
    caches.onForget((keys) => dropped.push(keys));
    expect([await cache.get('a'), await cache.get('a')]).toEqual([1, 1]);
    await caches.refresh();
    expect(dropped).toContain('all');
    expect(await cache.get('a')).toBe(2);
  });

  it('uses nothing that is kept while the changes can’t be read', async () => {
    const source = { name: 'x', read: async (): Promise<readonly AccessChange[]> => noChanges };
    const caches = createAccessCaches({ sources: () => [source], log, trustMs: 0 });
    await caches.refresh();
    let loads = 0;
    const cache = caches.cache(10, async () => ++loads);
    expect([await cache.get('a'), await cache.get('a')]).toEqual([1, 2]);
  });
});
