import { readdirSync, rmSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { deliver } from '../../../../test/harness/deliver.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  type Person,
  signInAgain,
  type Workspace,
} from '../../../../test/harness/people.ts';
import { unzip } from '../../../../test/harness/unzip.ts';

// No worker runs in this file; the tests run the jobs.

const clock = settableClock(new Date('2026-11-20T09:00:00Z'));
const dayMs = 86_400_000;
let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp({ clock, env: { JOBS: 'off' } });
});
afterAll(() => test.stop());
beforeEach(async () => {
  clock.set(new Date('2026-11-20T09:00:00Z'));
  work = await makeWorkspace(test.app);
});

const request = async (person = work.owner) => person.post(`/organizations/${work.organizationId}/exports`);
const write = (id: string, attempt = 1) => deliver(test, 'tasks', 'run-export', 'export.requested', id, attempt);
const tidy = () => test.runJob('tasks', 'tidy-exports');
const exportOf = async (id: string, person = work.owner) => (await person.get(`/exports/${id}`)).body;

async function download(
  id: string,
  person: Person = work.owner,
): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const reply = await test.app.http.request(`/api/v1/exports/${id}/file`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
  const { status, headers } = reply;
  return { status, headers, bytes: Buffer.from(await reply.arrayBuffer()) };
}

const linesOf = (files: Map<string, Buffer>, name: string) =>
  String(files.get(`${name}.jsonl`))
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line));

const isStored = (id: string): boolean =>
  readdirSync(test.dataDir, { recursive: true, encoding: 'utf8' }).some((path) => path.endsWith(id));

describe('an export', () => {
  it('has everything of the organization and nothing of another, and its requester is notified', async () => {
    const member = await join(test.app, work, { teamRole: 'member', name: 'Omid' });
    const project = (
      await work.owner.post(`/organizations/${work.organizationId}/projects`, { name: 'Site', key: 'STE' })
    ).body;
    const task = await makeTask(work.owner, work.teamId, {
      title: 'سلام',
      projectId: project.id,
      assigneeId: member.id,
    });
    await work.owner.post(`/tasks/${task.id}/comments`, { body: 'Hello' });
    const form = new FormData();
    form.append('file', new Blob(['content']), 'notes.txt');
    const attachment = (await member.post(`/tasks/${task.id}/attachments`, undefined, { raw: form })).body;
    const views = [true, false].map((shared) => ({ name: `Shared: ${shared}`, shared, filters: {} }));
    for (const view of views)
      expect((await work.owner.post(`/organizations/${work.organizationId}/views`, view)).status).toBe(201);
    const other = await makeWorkspace(test.app);
    await makeTask(other.owner, other.teamId);

    const requested = await request();
    expect(requested.status).toBe(202);
    const { id } = requested.body;
    expect(requested.body).toMatchObject({ status: 'queued', bytes: null, availableUntil: null });
    expect((await request()).body.id).toBe(id);
    expect((await download(id)).status).toBe(404);
    await write(id);

    const done = await exportOf(id);
    expect(done).toMatchObject({ status: 'done', availableUntil: '2026-11-27T09:00:00.000Z' });
    const { bytes, headers } = await download(id);
    expect(bytes).toHaveLength(done.bytes ?? 0);
    expect(headers.get('content-disposition')).toBe('attachment; filename="taskuno-2026-11-20.zip"');
    const files = await unzip(bytes);
    const manifest = JSON.parse(String(files.get('manifest.json')));
    expect(manifest).toMatchObject({
      format: 'taskuno',
      version: 1,
      organizationId: work.organizationId,
      missingFiles: [],
    });
    for (const [name, count] of Object.entries(manifest.rows))
      expect(linesOf(files, name), name).toHaveLength(Number(count));
    expect(linesOf(files, 'tasks').map(({ key, title, projectId }) => [key, title, projectId])).toEqual([
      [task.key, 'سلام', project.id],
    ]);
    expect(linesOf(files, 'comments').map(({ body }) => body)).toEqual(['Hello']);
    expect(
      linesOf(files, 'members')
        .map(({ email }) => email)
        .toSorted(),
    ).toEqual([work.owner.email, member.email].toSorted());
    expect(linesOf(files, 'organization').map(({ id: ownId }) => ownId)).toEqual([work.organizationId]);
    expect(linesOf(files, 'views').map(({ name }) => name)).toEqual(['Shared: true']);
    expect(linesOf(files, 'attachments')).toMatchObject([{ filename: 'notes.txt', path: `files/${attachment.id}` }]);
    expect(String(files.get(`files/${attachment.id}`))).toBe('content');
    expect(String(files.get('attachments.jsonl'))).not.toContain('storageKey');

    await deliver(test, 'notifications', 'notify-people', 'export.finished', id);
    const [notification] = (await work.owner.get('/notifications')).body.items;
    expect(notification).toMatchObject({
      type: 'export-finished',
      link: `/organizations/${work.organizationId}/exports`,
    });
    const mails = await test.database.sql`
      select recipient from notifications.message where type = 'export-finished' and organization_id = ${work.organizationId}`;
    expect(mails).toEqual([{ recipient: work.owner.email }]);
  });

  it('has all rows of a table that does not fit into a page', async () => {
    const rows = Array.from({ length: 450 }, (_, i) => ({ title: `Task ${i}` }));
    for (let from = 0; from < rows.length; from += 50)
      await Promise.all(rows.slice(from, from + 50).map((task) => makeTask(work.owner, work.teamId, task)));
    const { id } = (await request()).body;
    await write(id);
    const titles = linesOf(await unzip((await download(id)).bytes), 'tasks').map(({ title }) => title);
    expect(new Set(titles)).toEqual(new Set(rows.map(({ title }) => title)));
    expect(titles).toHaveLength(rows.length);
  });

  it('is for those who are owners or admins when they request, read and download it', async () => {
    const admin = await join(test.app, work, { role: 'admin', name: 'Admin' });
    const member = await join(test.app, work, { teamRole: 'member', name: 'Member' });
    const outsider = (await makeWorkspace(test.app)).owner;
    const { id } = (await request(admin)).body;
    await write(id);
    const statuses = async (person: Person) => [
      (await request(person)).status,
      (await person.get(`/organizations/${work.organizationId}/exports`)).status,
      (await person.get(`/exports/${id}`)).status,
      (await download(id, person)).status,
    ];
    expect(await statuses(member)).toEqual([403, 403, 403, 403]);
    expect(await statuses(outsider)).toEqual([404, 404, 404, 404]);
    expect(await statuses(work.owner)).toEqual([202, 200, 200, 200]);
    await work.owner.patch(`/organizations/${work.organizationId}/members/${admin.id}`, { role: 'member' });
    expect(await statuses(await signInAgain(test.app, admin))).toEqual([403, 403, 403, 403]);
  });

  it('is not written for somebody who is no admin any more', async () => {
    const admin = await join(test.app, work, { role: 'admin', name: 'Admin' });
    const { id } = (await request(admin)).body;
    await work.owner.patch(`/organizations/${work.organizationId}/members/${admin.id}`, { role: 'member' });
    await write(id);
    expect(await exportOf(id)).toMatchObject({ status: 'failed', bytes: null });
  });

  it('names files that the storage lacks', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const form = new FormData();
    form.append('file', new Blob(['content']), 'notes.txt');
    const attachment = (await work.owner.post(`/tasks/${task.id}/attachments`, undefined, { raw: form })).body;
    const stored = readdirSync(test.dataDir, { recursive: true, encoding: 'utf8' }).find((path) =>
      path.endsWith(attachment.id),
    );
    rmSync(joinPath(test.dataDir, defined(stored)));
    const { id } = (await request()).body;
    await write(id);
    const manifest = JSON.parse(String((await unzip((await download(id)).bytes)).get('manifest.json')));
    expect(manifest.missingFiles).toEqual([attachment.id]);
  });

  it('expires, ends if its job is lost, and goes on after a failure', async () => {
    const { id } = (await request()).body;
    await write(id);
    clock.set(new Date(Date.parse('2026-11-20T09:00:00Z') + 7 * dayMs + 1_000));
    work = { ...work, owner: await signInAgain(test.app, work.owner) };
    expect(isStored(id)).toBe(true);
    expect((await download(id)).status).toBe(404);
    await tidy();
    expect(isStored(id)).toBe(false);
    expect(await exportOf(id)).toMatchObject({ status: 'done', availableUntil: null });

    const lost = (await request()).body.id;
    await test.app.relay.drain();
    await tidy();
    expect(await exportOf(lost)).toMatchObject({ status: 'queued' });
    await test.database.sql`
      update pgboss.job set state = 'failed' where name = 'tasks.run-export' and data->'payload'->>'exportId' = ${lost}`;
    await tidy();
    expect(await exportOf(lost)).toMatchObject({ status: 'failed' });

    const failing = (await request()).body.id;
    await test.database.sql.unsafe('alter table tasks.label rename to label_away');
    try {
      await expect(write(failing)).rejects.toThrow('label');
    } finally {
      await test.database.sql.unsafe('alter table tasks.label_away rename to label');
    }
    expect(isStored(failing)).toBe(false);
    await write(failing, 2);
    expect(await exportOf(failing)).toMatchObject({ status: 'done' });
  });
});
