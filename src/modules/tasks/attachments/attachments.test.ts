import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

const clock = settableClock(new Date('2026-11-20T09:00:00Z'));
const folder = mkdtempSync(joinPath(tmpdir(), 'taskuno-files-'));
let test: TestApp;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  test = await startApp({ clock, env: { STORAGE_URL: `file:${folder}` } });
  work = await makeWorkspace(test.app, { deleteOpenTasks: true });
  member = await join(test.app, work, { teamRole: 'member' });
});
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const form = (bytes: Buffer | string, filename: string, type = 'image/png') => {
  const body = new FormData();
  body.append('file', new Blob([bytes], { type }), filename);
  return body;
};
const add = (person: Person, task: { id: string }, bytes: Buffer | string, filename: string, type?: string) =>
  person.post(`/tasks/${task.id}/attachments`, undefined, { raw: form(bytes, filename, type) });
const storedFiles = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /attachments\/.+\/.+/.test(path));
const bytesOf = async (person: Person, id: string) => {
  const reply = await test.app.http.request(`/api/v1/attachments/${id}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
  return { headers: reply.headers, status: reply.status, bytes: Buffer.from(await reply.arrayBuffer()) };
};

describe('a file', () => {
  it('is recognized by its bytes: pictures are displayed, everything else is downloaded', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const picture = await add(member, task, png, 'Größe "1".png', 'text/html');
    expect(picture.body).toMatchObject({
      taskId: task.id,
      contentType: 'image/png',
      bytes: png.length,
      createdBy: member.id,
    });
    const download = await bytesOf(member, picture.body.id);
    expect(download.bytes.equals(png)).toBe(true);
    expect(download.headers.get('content-disposition')).toBe(
      `inline; filename="Gr__e _1_.png"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.png`,
    );
    const hostile: [string, string, string][] = [
      ['<script>alert(1)</script>', 'page.html', 'text/html'],
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'x.svg', 'image/svg+xml'],
      ['<script>alert(1)</script>', 'really.png', 'image/png'],
      ['GIF89', 'x.gif', 'image/gif'],
    ];
    for (const [text, name, type] of hostile) {
      const reply = await add(member, task, text, name, type);
      expect(reply.body.contentType, name).toBe('application/octet-stream');
      const { headers } = await bytesOf(member, reply.body.id);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('content-disposition')).toContain('attachment');
    }
    expect((await work.owner.get(`/tasks/${task.id}`)).body.attachmentCount).toBe(5);
    const { items } = (await work.owner.get(`/tasks/${task.id}/attachments`)).body;
    expect(items.map(({ filename }) => filename)).toEqual([
      'Größe "1".png',
      'page.html',
      'x.svg',
      'really.png',
      'x.gif',
    ]);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['in\u202Egnp.exe', 'ingnp.exe'],
    ['..', 'file'],
    [`${'x'.repeat(300)}.txt`, `${'x'.repeat(251)}.txt`],
    ['گزارش.pdf', 'گزارش.pdf'],
  ])('named %j is stored as %j', async (name, clean) => {
    const task = await makeTask(work.owner, work.teamId);
    expect((await add(member, task, 'x', name)).body.filename).toBe(clean);
  });

  it('of more than 25 MiB is refused and leaves nothing behind', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const before = storedFiles().length;
    const refusedReply = await add(member, task, Buffer.alloc(25 * 1024 * 1024 + 1), 'large.bin');
    expect([refusedReply.status, refusedReply.body.code]).toEqual([413, 'too-large']);
    expect(storedFiles().length).toBe(before);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.attachmentCount).toBe(0);
    const whole = await add(member, task, Buffer.alloc(25 * 1024 * 1024), 'whole.bin');
    expect([whole.status, whole.body.bytes]).toEqual([201, 25 * 1024 * 1024]);
    const missing = new FormData();
    missing.append('other', 'x');
    expect((await member.post(`/tasks/${task.id}/attachments`, undefined, { raw: missing })).status).toBe(422);
  });

  it('with missing or truncated bytes is an error with a code, and no reader waits for it', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const attachment = (await add(member, task, png, 'a.png')).body;
    const path = joinPath(folder, 'attachments', work.organizationId, attachment.id);
    truncateSync(path, 10);
    const shorter = await member.get(`/attachments/${attachment.id}`);
    expect([shorter.status, shorter.body.code]).toEqual([404, 'file-missing']);
    rmSync(path);
    const goneReply = await member.get(`/attachments/${attachment.id}`);
    expect([goneReply.status, goneReply.body.code]).toEqual([404, 'file-missing']);
  });

  it('is revalidated each time, and sent again only to clients that do not have it', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const attachment = (await add(member, task, png, 'a.png')).body;
    const first = await member.get(`/attachments/${attachment.id}`);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    const secondReply = await member.get(`/attachments/${attachment.id}`, { headers });
    expect([secondReply.status, secondReply.body]).toEqual([304, '']);
    const outsider = (await makeWorkspace(test.app)).owner;
    expect((await outsider.get(`/attachments/${attachment.id}`, { headers })).status).toBe(404);
  });

  it('is visible to people who see the task, and deleted by its uploader and the team’s admins', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const reader = await join(test.app, work, { name: 'Reader' });
    const other = await join(test.app, work, { teamRole: 'member', name: 'Other' });
    expect((await add(reader, task, 'x', 'a.txt')).status).toBe(403);
    const reply = await add(member, task, 'x', 'a.txt');
    expect((await bytesOf(reader, reply.body.id)).status).toBe(200);
    const outsider = (await makeWorkspace(test.app)).owner;
    expect((await bytesOf(outsider, reply.body.id)).status).toBe(404);
    expect((await other.delete(`/attachments/${reply.body.id}`)).body.code).toBe('not-your-file');
    const before = storedFiles().length;
    expect((await member.delete(`/attachments/${reply.body.id}`)).status).toBe(204);
    await test.settled();
    expect(storedFiles().length).toBe(before - 1);
    expect((await member.get(`/attachments/${reply.body.id}`)).status).toBe(404);
    const log = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    expect(log.map(({ field, before: was, after }) => [field, was, after]).slice(0, 2)).toEqual([
      ['attachments', 'a.txt', null],
      ['attachments', null, 'a.txt'],
    ]);
  });

  it('is deleted permanently with its task, by hand and by the nightly job', async () => {
    const purged = await makeTask(work.owner, work.teamId);
    await add(member, purged, 'x', 'a.txt');
    const withOne = storedFiles().length;
    await work.owner.delete(`/tasks/${purged.id}`);
    await work.owner.delete(`/teams/${work.teamId}/trash/${purged.id}`);
    await test.settled();
    expect(storedFiles().length).toBe(withOne - 1);
    const task = await makeTask(work.owner, work.teamId);
    await add(member, task, 'x', 'a.txt');
    const before = storedFiles().length;
    await work.owner.delete(`/tasks/${task.id}`);
    clock.advance(31 * 86_400_000);
    await test.runJob('tasks', 'purge-trash');
    await test.settled();
    expect(storedFiles().length).toBe(before - 1);
  });
});
