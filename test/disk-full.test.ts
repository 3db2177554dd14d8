import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import type { Answer } from './harness/client.ts';
import { makeTask, makeWorkspace, type Workspace } from './harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  // Errors of the file system reach the API unchanged.
  test.app.http.get('/api/v1/refused-by/:code', ({ req }) => {
    throw Object.assign(new Error('write'), { code: req.param('code'), syscall: 'write' });
  });
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

function expectFull({ status, body }: Answer<{ code: string }>): void {
  expect({ status, code: body.code }).toEqual({ status: 507, code: 'disk-full' });
}

describe('a disk that is full', () => {
  it.each(['ENOSPC', 'EDQUOT'])('gives 507: files, %s', async (code) =>
    expectFull(await work.owner.get(`/refused-by/${code}`)),
  );

  describe('gives 507; reads work, and writes work again once there is space: the database,', () => {
    afterEach(() => test.database.sql`drop trigger if exists full_disk on tasks.task`);

    it.each([
      ['53100', 'could not extend file "base/5/1": No space left on device'],
      ['53100', 'could not extend file "base/5/1": wrote only 4096 of 8192 bytes at block 3'],
      ['58030', 'could not write to file "pg_wal/xlogtemp.7": No space left on device'],
      ['58030', 'could not extend file "base/5/1": Disk quota exceeded'],
      ['XX000', 'could not write block 7 of temporary file: No space left on device'],
      ['XX000', 'could not fsync file "base/5/1": Disk quota exceeded'],
    ])('%s %s', async (code, message) => {
      const task = await makeTask(work.owner, work.teamId);
      await test.database.sql.unsafe(`
        create or replace function public.full_disk() returns trigger language plpgsql as
        $$ begin raise exception '${message}' using errcode = '${code}'; end $$;
        create trigger full_disk before insert or update on tasks.task for each row execute function public.full_disk()`);
      const path = `/teams/${work.teamId}/tasks` as const;
      expectFull(await work.owner.post(path, { title: 'One too many' }));
      expectFull(await work.owner.patch(`/tasks/${task.id}`, { title: 'Longer' }));
      expect((await work.owner.get(`/tasks/${task.id}`)).status).toBe(200);
      await test.database.sql`drop trigger full_disk on tasks.task`;
      expect((await work.owner.post(path, { title: 'Space again' })).status).toBe(201);
    });

    it('but not what only has its code', async () => {
      await test.database.sql.unsafe(`
        create or replace function public.full_disk() returns trigger language plpgsql as
        $$ begin raise exception 'invalid page in block 1' using errcode = 'XX001'; end $$;
        create trigger full_disk before insert on tasks.task for each row execute function public.full_disk()`);
      const { status } = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Broken' });
      expect(status).toBe(500);
    });
  });
});
