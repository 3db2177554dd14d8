import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { board, upload } from '../../../../test/files/trello.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { findMail } from '../../../../test/harness/mails.ts';
import { signInAgain, join, makeTask, makeWorkspace, type Person, signUp } from '../../../../test/harness/people.ts';

let test: TestApp;
let admin: Person;
// Not close to today: sessions also end by the real time, which the tests do not change.
const clock = settableClock(new Date('2026-08-02T09:00:00Z'));
const dayMs = 86_400_000;
beforeAll(async () => {
  test = await startApp({ clock });
  admin = await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

const fresh = () => makeWorkspace(test.app);
const outcome = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];
const nameOf = async (owner: Person, id: string) => (await owner.get(`/organizations/${id}`)).body.name as string;

/** An organization with rows in every module, and a second one. */
async function furnished() {
  const work = await fresh();
  const { owner, organizationId, teamId } = work;
  const other = await fresh();
  const keptTask = await makeTask(other.owner, other.teamId);
  const member = await join(test.app, work, { teamRole: 'member' });
  const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'P', key: 'PP' });
  await owner.post(`/projects/${project.body.id}/milestones`, { name: 'M' });
  await owner.post(`/projects/${project.body.id}/updates`, { health: 'on_track', text: 'Good' });
  const task = await makeTask(owner, teamId, { assigneeId: member.id, projectId: project.body.id });
  await owner.post(`/tasks/${task.id}/comments`, { body: 'Hello' });
  await owner.post(`/tasks/${task.id}/checklist`, { title: 'Step' });
  await owner.post(`/organizations/${organizationId}/labels`, { name: 'Red', colour: '#ff0000' });
  await owner.post(`/organizations/${organizationId}/imports`, undefined, { raw: upload(board(), { teamId }) });
  await owner.post(`/organizations/${organizationId}/invites`, { email: 'new@example.com' });
  await test.settled();
  return { owner, organizationId, teamId, projectId: project.body.id as string, task, other, retainedTask: keptTask };
}

/** Tenant tables that contain rows of the organization. */
async function rowsOf(organizationId: string): Promise<string[]> {
  const tables = await test.database.sql<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.columns
      where column_name = 'organization_id' and table_schema in ('teams', 'projects', 'tasks', 'notifications')`;
  const results: string[] = [];
  for (const { name } of tables) {
    const [row] = await test.database.sql.unsafe(`select count(*) as n from ${name} where organization_id = $1`, [
      organizationId,
    ]);
    if (row?.['n'] !== 0) results.push(name);
  }
  return results;
}

describe('an organization’s settings', () => {
  it('change only the given fields', async () => {
    const { owner, organizationId, teamId } = await fresh();
    const path = `/organizations/${organizationId}` as const;
    const before = (await owner.get(path)).body;
    const change = { slug: 'Ärger-2', weekStart: 6, workingDays: [7, 1, 6], defaultTeamId: teamId, listed: true };
    const changedReply = await owner.patch(path, change);
    expect(changedReply.body).toEqual({ ...before, ...change, slug: 'ärger-2', workingDays: [1, 6, 7] });
    const wrong = [{ slug: 'a b' }, { slug: '' }, { weekStart: 8 }, { workingDays: [] }, { workingDays: [1, 1] }];
    for (const body of [...wrong, { defaultTeamId: randomUUID() }]) {
      expect((await owner.patch(path, body)).status, JSON.stringify(body)).toBe(422);
    }
    const other = await fresh();
    expect(outcome(await other.owner.patch(`/organizations/${other.organizationId}`, { slug: 'ärger-2' }))).toEqual([
      409,
      'slug-taken',
    ]);
  });

  it('add new members to the default team, but not guests', async () => {
    const work = await fresh();
    await work.owner.patch(`/organizations/${work.organizationId}`, { defaultTeamId: work.teamId });
    const member = await join(test.app, work);
    const guest = await join(test.app, work, { role: 'guest' });
    const ids = (await work.owner.get(`/teams/${work.teamId}/members`)).body.items.map((row) => row.userId);
    expect(ids).toContain(member.id);
    expect(ids).not.toContain(guest.id);
  });

  it('include a logo, whose bytes must be a picture', async () => {
    const { owner, organizationId } = await fresh();
    const uploadForm = (bytes: Uint8Array<ArrayBuffer>) => {
      const form = new FormData();
      form.set('file', new Blob([bytes]), 'logo.png');
      return { raw: form };
    };
    const path = `/organizations/${organizationId}/logo` as const;
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const script = new TextEncoder().encode('<svg onload="alert(1)">');
    expect((await owner.post(path, undefined, uploadForm(new Uint8Array(script)))).status).toBe(415);
    const set = await owner.post(`/organizations/${organizationId}/logo`, undefined, uploadForm(png));
    const reply = await owner.get(defined(set.body.logoUrl));
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/png']);
    const nobody = clientOf(test.app);
    expect((await nobody.get(defined(set.body.logoUrl))).status).toBe(404);
    await owner.patch(`/organizations/${organizationId}`, { listed: true });
    expect((await nobody.get(`/organizations/${organizationId}/logo`)).status).toBe(200);
    expect((await owner.delete(`/organizations/${organizationId}/logo`)).status).toBe(204);
    expect((await owner.get(path)).status).toBe(404);
  });
});

describe('the files of logos', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pngForm = () => {
    const form = new FormData();
    form.set('file', new Blob([png]), 'logo.png');
    return { raw: form };
  };

  it('are deleted with the logo or with its organization', async () => {
    const { owner, organizationId } = await fresh();
    const path = `/organizations/${organizationId}/logo` as const;
    const folder = joinPath(test.dataDir, 'attachments', 'logos', organizationId);
    const storedFiles = () => (existsSync(folder) ? readdirSync(folder) : []);
    const versionOf = ({ body }: { body: { logoUrl: string | null } }) =>
      new URL(defined(body.logoUrl), 'http://x').searchParams.get('v');
    const first = await owner.post(path, undefined, pngForm());
    const second = await owner.post(path, undefined, pngForm());
    expect(versionOf(second)).not.toBe(versionOf(first));
    await expect.poll(storedFiles).toEqual([versionOf(second)]);
    expect((await owner.get(defined(second.body.logoUrl))).status).toBe(200);
    await owner.delete(path);
    await expect.poll(storedFiles).toEqual([]);
    await owner.post(path, undefined, pngForm());
    // The state after a process died between the commit and the removal.
    writeFileSync(joinPath(folder, '1'), png);
    await owner.delete(`/organizations/${organizationId}`, { name: await nameOf(owner, organizationId) });
    await test.database.sql`
      update teams.organization set deleted_at = ${new Date(clock.now().getTime() - 31 * dayMs).toISOString()}
      where id = ${organizationId}`;
    await test.runJob('teams', 'purge');
    expect(storedFiles()).toEqual([]);
  });
});

describe('a listed organization', () => {
  it('is visible to everyone, receives join requests, and answers them', async () => {
    const { owner, organizationId } = await fresh();
    const asker = await signUp(test.app, 'Asker');
    const other = await signUp(test.app, 'Other');
    const ask = (who: Person) => who.post(`/organizations/${organizationId}/join-requests`, { message: 'Please' });
    expect((await ask(asker)).status).toBe(404);
    const listPublic = async (who = clientOf(test.app)) =>
      (await who.get('/organizations/public?limit=200')).body.items.find(({ id }) => id === organizationId);
    expect(await listPublic()).toBeUndefined();
    await owner.patch(`/organizations/${organizationId}`, { listed: true });
    expect(await listPublic()).toMatchObject({ isMember: false, hasAsked: false });

    const reply = await ask(asker);
    expect(reply.status).toBe(201);
    expect(outcome(await ask(asker))).toEqual([409, 'already-asked']);
    expect(outcome(await ask(owner))).toEqual([409, 'already-member']);
    expect(await listPublic(asker)).toMatchObject({ hasAsked: true });
    const declined = await ask(other);
    const list = (await owner.get(`/organizations/${organizationId}/join-requests`)).body.items;
    expect(list.map(({ user }) => user?.name)).toEqual(['Other', 'Asker']);
    expect((await asker.post(`/join-requests/${reply.body.id}/accept`)).status).toBe(404);

    for (let time = 0; time < 2; time += 1) {
      expect((await owner.post(`/join-requests/${reply.body.id}/accept`)).body.state).toBe('accepted');
    }
    expect(outcome(await owner.post(`/join-requests/${reply.body.id}/decline`))).toEqual([409, 'already-decided']);
    expect((await owner.post(`/join-requests/${declined.body.id}/decline`)).body.state).toBe('declined');
    expect((await asker.get(`/organizations/${organizationId}`)).body.myRole).toBe('member');
    expect((await other.get(`/organizations/${organizationId}`)).status).toBe(404);
    await test.settled();
    const typesOf = async (who: Person) => (await who.get('/notifications')).body.items.map(({ type }) => type);
    expect(await typesOf(asker)).toEqual(['join-request-accepted']);
    expect(await typesOf(other)).toEqual(['join-request-declined']);
    expect(await typesOf(owner)).toEqual(['join-requested', 'join-requested']);
    expect(await findMail(test, admin, 'join-request-declined', other.email)).toBeDefined();
  });

  it('is not joined after a withdrawn request, nor twice by simultaneous answers', async () => {
    const { owner, organizationId } = await fresh();
    await owner.patch(`/organizations/${organizationId}`, { listed: true });
    const asker = await signUp(test.app, 'Asker');
    const ask = async () => (await asker.post(`/organizations/${organizationId}/join-requests`, {})).body.id as string;
    const first = await ask();
    expect((await asker.delete(`/join-requests/${first}`)).status).toBe(204);
    expect(outcome(await owner.post(`/join-requests/${first}/accept`))).toEqual([409, 'already-decided']);
    const second = await ask();
    const replies = await Promise.all(
      ['accept', 'decline'].map((answer) => owner.post(`/join-requests/${second}/${answer}`)),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});

describe('transferring an organization', () => {
  it('makes another member the owner in place of the caller', async () => {
    const work = await fresh();
    const successor = await join(test.app, work, { name: 'Heir' });
    const guest = await join(test.app, work, { role: 'guest' });
    const give = (who: Person, userId: string) =>
      who.post(`/organizations/${work.organizationId}/hand-over`, { userId });
    for (const id of [guest.id, work.owner.id, randomUUID()]) expect((await give(work.owner, id)).status).toBe(422);
    expect((await give(successor, successor.id)).status).toBe(403);
    const replies = await Promise.all([give(work.owner, successor.id), give(work.owner, successor.id)]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 403]);
    const roles = async (who: Person) => (await who.get(`/organizations/${work.organizationId}`)).body.myRole;
    expect([await roles(work.owner), await roles(successor)]).toEqual(['admin', 'owner']);
  });
});

describe('a deleted organization', () => {
  it('is visible only to its owners, who restore it completely within 30 days', async () => {
    const work = await fresh();
    const { organizationId, teamId } = work;
    let { owner } = work;
    let member = await join(test.app, work, { teamRole: 'member' });
    const task = await makeTask(owner, teamId);
    const name = await nameOf(owner, organizationId);
    const remove = (typed: string) => owner.delete(`/organizations/${organizationId}`, { name: typed });
    expect(outcome(await remove('Something else'))).toEqual([409, 'name-mismatch']);
    expect((await remove(name)).status).toBe(204);
    expect((await remove(name)).status).toBe(404);
    for (const who of [owner, member]) {
      expect((await who.get(`/organizations/${organizationId}`)).status).toBe(404);
      expect((await who.get(`/tasks/${task.id}`)).status).toBe(404);
      expect((await who.get('/tasks')).body.items).toEqual([]);
    }
    const mail = await findMail(test, admin, 'organization-deleted', owner.email);
    expect(mail?.subject).toContain(name);
    clock.advance(29 * dayMs);
    [admin, owner, member] = [
      await signInAgain(test.app, admin),
      await signInAgain(test.app, owner),
      await signInAgain(test.app, member),
    ];
    await test.runJob('teams', 'purge');
    const [deleted] = (await owner.get('/organizations/deleted')).body.items;
    expect(deleted).toMatchObject({
      id: organizationId,
      purgeAt: new Date(clock.now().getTime() + dayMs).toISOString(),
    });
    expect((await member.get('/organizations/deleted')).body.items).toEqual([]);
    expect((await member.post(`/organizations/${organizationId}/restore`)).status).toBe(404);
    for (let time = 0; time < 2; time += 1) {
      expect((await owner.post(`/organizations/${organizationId}/restore`)).status).toBe(200);
    }
    expect((await member.get(`/tasks/${task.id}`)).body).toEqual(task);
  });

  it('is purged from every module after 30 days, also by two processes, without rows of others', async () => {
    const { owner, organizationId, other, retainedTask: keptTask } = await furnished();
    await test.settled();
    await owner.delete(`/organizations/${organizationId}`, { name: await nameOf(owner, organizationId) });
    // Its owners are notified long before the thirty days are over.
    await test.settled();
    clock.advance(30 * dayMs);
    const lateReply = await (await signInAgain(test.app, owner)).post(`/organizations/${organizationId}/restore`);
    expect(lateReply.status).toBe(404);
    await Promise.all([test.runJob('teams', 'purge'), test.runJob('teams', 'purge')]);
    await test.settled();
    expect(await rowsOf(organizationId)).toEqual([]);
    const others = await signInAgain(test.app, other.owner);
    expect((await others.get(`/tasks/${keptTask.id}`)).status).toBe(200);
  });

  it('is removed completely by the daily sweep if its event was lost', async () => {
    const { owner, organizationId, teamId, projectId, task, other, retainedTask: keptTask } = await furnished();
    const sweepAll = async () => {
      for (const module of ['projects', 'tasks', 'notifications'] as const) await test.runJob(module, 'sweep');
    };
    await test.database.sql`delete from projects.project where id = ${projectId}`;
    await sweepAll();
    expect((await owner.get(`/tasks/${task.id}`)).body).toMatchObject({ id: task.id, projectId: null });
    await test.database.sql`delete from teams.team where id = ${teamId}`;
    await sweepAll();
    const [leftRow] = await test.database.sql`select count(*) as n from tasks.task where team_id = ${teamId}`;
    expect(leftRow).toEqual({ n: 0 });
    await test.database.sql`delete from teams.organization where id = ${organizationId}`;
    await sweepAll();
    expect(await rowsOf(organizationId)).toEqual([]);
    expect((await other.owner.get(`/tasks/${keptTask.id}`)).status).toBe(200);
  });
});

describe('an organization of Persian readers', () => {
  it('starts with the Persian week and Persian statuses; a team’s key is derived from its name', async () => {
    const sara = await signUp(test.app, 'Sara', { locale: 'fa' });
    const reply = await sara.post('/organizations', { name: 'آشپزخانه' });
    expect(reply.body).toMatchObject({ locale: 'fa', weekStart: 6, workingDays: [1, 2, 3, 6, 7] });
    const path = `/organizations/${reply.body.id}/teams` as const;
    const keys: string[] = [];
    for (const name of ['مهندسی', 'تیم فروش', 'وب‌سایت', 'مهندسی', '۱۲۳', 'Инженеры', "O'Brien’s"])
      keys.push((await sara.post(path, { name })).body.key);
    expect(keys).toEqual(['MHN', 'TF', 'WS', 'MHNA', 'TEAM', 'INZ', 'OBR']);
    const { items } = (await sara.get(path)).body;
    const statuses = (await sara.get(`/teams/${items[0]?.id}/statuses`)).body.items;
    expect(statuses.map(({ name }: { name: string }) => name)).toEqual([
      'برای انجام',
      'در دست انجام',
      'متوقف',
      'در بازبینی',
      'انجام‌شده',
      'لغوشده',
    ]);
    const english = await sara.post('/organizations', { name: 'Kitchen', locale: 'en' });
    expect(english.body).toMatchObject({ locale: 'en', weekStart: 1, workingDays: [1, 2, 3, 4, 5] });
  });
});
