import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { clientOf, cookieOf } from './harness/client.ts';
import {
  signInAgain,
  withLastingToken,
  makeTask,
  makeWorkspace,
  password,
  signUp,
  type Workspace,
} from './harness/people.ts';

// The clock is a day ahead for a while, then right again.

const dayMs = 86_400_000;
const clock = settableClock(new Date());
let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp({ clock });
});
afterAll(() => test.stop());
afterEach(() => clock.set(new Date()));

describe('after the clock was a day ahead', () => {
  describe('the end of a column is still after all its cards:', () => {
    let early: string[];
    beforeAll(async () => {
      const workspace = await makeWorkspace(test.app);
      work = { ...workspace, owner: await withLastingToken(test.app, workspace.owner) };
    });
    const add = async (statusId: string | undefined) =>
      (await makeTask(work.owner, work.teamId, statusId === undefined ? {} : { statusId })).id as string;
    const column = async (status: string): Promise<string[]> =>
      (
        await work.owner.get(`/tasks?teamId=${work.teamId}&status=${work.statuses[status]}&sort=rank&limit=200`)
      ).body.items.map(({ id }: { id: string }) => id);
    /** Two cards that were added while the clock was ahead. */
    async function fillAhead(status: string): Promise<void> {
      clock.advance(dayMs);
      early = [...(await column(status)), await add(work.statuses[status]), await add(work.statuses[status])];
      clock.advance(-dayMs);
    }

    it('for new cards, one by one and many at once', async () => {
      await fillAhead('To do');
      const one = await add(undefined);
      const two = await add(undefined);
      expect(await column('To do')).toEqual([...early, one, two]);
      const many = await Promise.all(Array.from({ length: 10 }, () => add(undefined)));
      const shown = await column('To do');
      expect(shown.slice(0, early.length + 2)).toEqual([...early, one, two]);
      expect(shown.slice(early.length + 2).toSorted()).toEqual(many.toSorted());
    });

    it('for what is moved there, comes out of the archive or out of the trash', async () => {
      const [moved, archived, deleted] = [await add(undefined), await add(undefined), await add(undefined)];
      const statusId = work.statuses['In review'];
      await work.owner.post(`/tasks/${archived}/move`, { statusId });
      await work.owner.post(`/tasks/${archived}/archive`, {});
      await work.owner.post(`/tasks/${deleted}/move`, { statusId: work.statuses['Done'] });
      await work.owner.delete(`/tasks/${deleted}`);
      await fillAhead('In review');
      await work.owner.post(`/tasks/${moved}/move`, { statusId });
      expect((await work.owner.post(`/tasks/${archived}/unarchive`, {})).status).toBe(200);
      expect(await column('In review')).toEqual([...early, moved, archived]);
      await fillAhead('Done');
      expect((await work.owner.post(`/tasks/${deleted}/restore`, {})).status).toBe(200);
      expect(await column('Done')).toEqual([...early, deleted]);
    });

    it('for the cards of a status that is removed', async () => {
      const status = await work.owner.post(`/teams/${work.teamId}/statuses`, { name: 'Odd', category: 'todo' });
      const odd = [await add(status.body.id), await add(status.body.id)];
      await fillAhead('In review');
      const removedReply = await work.owner.delete(`/statuses/${status.body.id}?moveTo=${work.statuses['In review']}`);
      expect(removedReply.status).toBeLessThan(300);
      expect(await column('In review')).toEqual([...early, ...odd]);
    });

    it('for the items of a checklist', async () => {
      const task = await add(undefined);
      const addItem = async (title: string) => work.owner.post(`/tasks/${task}/checklist`, { title });
      clock.advance(dayMs);
      await addItem('a');
      await addItem('b');
      clock.advance(-dayMs);
      await addItem('c');
      await addItem('d');
      const { items } = (await work.owner.get(`/tasks/${task}/checklist`)).body;
      expect(items.map(({ title }: { title: string }) => title)).toEqual(['a', 'b', 'c', 'd']);
    });

    it('where the digits carry over', async () => {
      await test.database.sql`
        update tasks.task set rank = left(rank, 4) || 'zzzzz' || 'Vzz'
        where id = (select id from tasks.task where team_id = ${work.teamId} and status_id = ${work.statuses['Done'] ?? ''} order by rank desc limit 1)`;
      const before = await column('Done');
      const more = [await add(work.statuses['Done']), await add(work.statuses['Done'])];
      expect(await column('Done')).toEqual([...before, ...more]);
    });
  });

  describe('no lifetime is longer because of it:', () => {
    it('no access token, which is refused until it is renewed', async () => {
      clock.advance(dayMs);
      const person = await signUp(test.app);
      expect((await person.get('/auth/me')).status).toBe(200);
      clock.advance(-dayMs);
      expect((await person.get('/auth/me')).status).toBe(401);
      expect((await (await signInAgain(test.app, person)).get('/auth/me')).status).toBe(200);
    });

    it('no refresh token that was used: it ends its family', async () => {
      const person = await signUp(test.app);
      const login = { email: person.email, password };
      clock.advance(dayMs);
      const { refreshToken } = (await clientOf(test.app).post('/auth/login', login)).body;
      const refresh = () => clientOf(test.app).post('/auth/refresh', { refreshToken });
      expect((await refresh()).status).toBe(200);
      clock.advance(-dayMs);
      expect((await refresh()).status).toBe(401);
    });

    it('no session: it ends no later than one made now', async () => {
      const person = await signUp(test.app);
      clock.advance(dayMs);
      const reply = await clientOf(test.app).post('/auth/session', { email: person.email, password });
      const cookie = cookieOf(reply);
      clock.advance(-dayMs);
      const browser = clientOf(test.app, { cookie });
      expect((await browser.get('/auth/me')).status).toBe(200);
      const [row] = await test.database.sql`
        select expires_at, ends_at from auth.session where user_id = ${person.id} and kind = 'browser'`;
      expect(Date.parse(row?.['expires_at'])).toBeLessThanOrEqual(clock.now().getTime() + 30 * dayMs);
      expect(Date.parse(row?.['ends_at'])).toBeLessThanOrEqual(clock.now().getTime() + 90 * dayMs);
    });

    it('no sign-in counts as fresh, and none is locked out', async () => {
      const person = await signUp(test.app);
      clock.advance(dayMs);
      const reply = await clientOf(test.app).post('/auth/session', { email: person.email, password });
      const wrong = { email: person.email, password: 'not the right one' };
      for (let i = 0; i < 10; i += 1) await clientOf(test.app).post('/auth/login', wrong);
      expect((await clientOf(test.app).post('/auth/login', wrong)).status).toBe(423);
      clock.advance(-dayMs);
      const browser = clientOf(test.app, { cookie: cookieOf(reply), origin: 'http://localhost:8080' });
      const token = { name: 'Mine', scopes: ['tasks:read'] };
      expect((await browser.post('/auth/tokens', token)).body.code).toBe('confirm-yourself');
      await signInAgain(test.app, person);
    });

    it('no row of any table with an end', async () => {
      const { owner, organizationId } = await makeWorkspace(test.app);
      await owner.post(`/organizations/${organizationId}/invites`, { email: 'late@example.com', role: 'member' });
      await clientOf(test.app).post('/auth/password/forgot', { email: owner.email });
      await test.settled();
      const columns = await test.database.sql<{ table: string; column: string }[]>`
        select table_schema || '.' || table_name as table, column_name as column from information_schema.columns
        where column_name in ('expires_at', 'ends_at') and table_schema not in ('pgboss', 'drizzle') order by 1, 2`;
      expect(columns.map(({ table, column }) => `${table}.${column}`)).toEqual(
        [...checkedAtUse, ...Object.keys(boundByJob), ...chosen].toSorted(),
      );
      for (const name of Object.keys(boundByJob)) {
        const [schema, table, column] = name.split('.');
        await test.database.sql.unsafe(`update ${schema}.${table} set ${column} = now() + interval '400 days'`);
      }
      await test.runJob('auth', 'forget-expired');
      await test.runJob('teams', 'bound-lifetimes');
      for (const [name, days] of Object.entries(boundByJob)) {
        const [schema, table, column] = name.split('.');
        const [row] = await test.database.sql.unsafe<{ days: number }[]>(`
          select extract(epoch from max(${column}) - now()) / 86400 as days from ${schema}.${table}`);
        expect(Number(row?.days), name).toBeGreaterThan(0);
        expect(Number(row?.days), name).toBeLessThanOrEqual(days + 0.01);
      }
    });
  });
});

/** A new column with an end needs an entry: what keeps a clock that is ahead from extending it. */
const checkedAtUse = [
  'auth.mfa_challenge.expires_at',
  'auth.oidc_visit.expires_at',
  'auth.passkey_challenge.expires_at',
];
/** By an hourly job, to this many days from now. */
const boundByJob = {
  'auth.mailed_link.expires_at': 14,
  'auth.refresh_token.expires_at': 7,
  'auth.session.ends_at': 90,
  'auth.session.expires_at': 30,
  'teams.invite.expires_at': 7,
};
/** By people, as a date. */
const chosen = ['auth.personal_token.expires_at'];
