import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import { type S3Server, startS3 } from '../../../../test/harness/s3.ts';

let s3: S3Server;
let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  s3 = await startS3();
  test = await startApp({ env: s3.env });
  work = await makeWorkspace(test.app, { deleteOpenTasks: true });
});
afterAll(async () => {
  await test.stop();
  await s3.stop();
});

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const form = (bytes: Buffer, filename: string) => {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(bytes)]), filename);
  return { raw: body };
};
const bytesOf = async (path: string) => {
  const headers = { authorization: `Bearer ${work.owner.token}` };
  const reply = await test.app.http.request(path, { headers });
  return { reply, bytes: Buffer.from(await reply.arrayBuffer()) };
};

describe('with a bucket', () => {
  it('files are stored there and served through the app, with its permissions and headers', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const large = Buffer.alloc(25 * 1024 * 1024, 'TaskUno');
    const addedReply = await work.owner.post(`/tasks/${task.id}/attachments`, undefined, form(large, 'large.svg'));
    expect([addedReply.status, addedReply.body.bytes]).toEqual([201, large.length]);
    expect(s3.keys()).toEqual([`files/attachments/${work.organizationId}/${addedReply.body.id}`]);
    const { reply, bytes } = await bytesOf(`/api/v1/attachments/${addedReply.body.id}`);
    expect(bytes.equals(large)).toBe(true);
    expect(reply.headers.get('content-disposition')).toContain('attachment; filename="large.svg"');
    expect(reply.headers.get('content-security-policy')).toContain('sandbox');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    const outsider = (await makeWorkspace(test.app)).owner;
    expect((await outsider.get(`/attachments/${addedReply.body.id}`)).status).toBe(404);
    const refusedReply = await work.owner.post(
      `/tasks/${task.id}/attachments`,
      undefined,
      form(Buffer.alloc(large.length + 1), 'larger.bin'),
    );
    expect([refusedReply.status, s3.keys().length]).toEqual([413, 1]);
    await work.owner.delete(`/tasks/${task.id}`);
    await work.owner.delete(`/teams/${work.teamId}/trash/${task.id}`);
    await test.settled();
    expect(s3.keys()).toEqual([]);
  });

  it('pictures of people and organizations are stored there as well', async () => {
    expect((await work.owner.post('/auth/me/avatar', undefined, form(png, 'me.png'))).status).toBe(200);
    const { avatarUrl } = (await work.owner.get('/auth/me')).body;
    expect((await bytesOf(defined(avatarUrl))).bytes.equals(png)).toBe(true);
    await work.owner.post(`/organizations/${work.organizationId}/logo`, undefined, form(png, 'logo.png'));
    const { logoUrl } = (await work.owner.get(`/organizations/${work.organizationId}`)).body;
    expect((await bytesOf(defined(logoUrl))).bytes.equals(png)).toBe(true);
    expect(s3.keys().map((key) => key.split('/')[1])).toEqual(expect.arrayContaining(['avatars', 'logos']));
  });

  it('that is unavailable, files are refused with 503, everything else works, and deletions are retried later', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const addedReply = await work.owner.post(`/tasks/${task.id}/attachments`, undefined, form(png, 'a.png'));
    const away = () => s3.disturb('cut', 503, 'cut');
    away();
    const refusedReply = await work.owner.post(`/tasks/${task.id}/attachments`, undefined, form(png, 'b.png'));
    expect([refusedReply.status, refusedReply.body.code, refusedReply.headers.get('retry-after')]).toEqual([
      503,
      'storage-away',
      '5',
    ]);
    away();
    expect((await work.owner.get(`/attachments/${addedReply.body.id}`)).status).toBe(503);
    s3.disturb('cut');
    const health = await work.owner.get('/health');
    expect([health.status, health.body.status, health.body.checks.storage.status]).toEqual([200, 'degraded', 'down']);
    expect((await work.owner.get(`/tasks/${task.id}/page`)).body.attachments).toHaveLength(1);
    expect((await work.owner.delete(`/attachments/${addedReply.body.id}`)).status).toBe(204);
    expect((await work.owner.get('/health')).body.checks.storage).toEqual({ status: 'ok', detail: 's3' });
    await test.settled();
    expect(s3.keys().filter((key) => key.includes('attachments'))).toEqual([]);
  });
});
