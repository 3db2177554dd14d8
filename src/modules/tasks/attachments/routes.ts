import { z } from 'zod';
import { isTeamAdmin } from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { forbidden } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { type HttpRequest, type Route, routeOf } from '#platform/http/route.ts';
import { sendStream } from '#platform/http/send-stream.ts';
import { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { mayComment, mayRead, ofPart, taskCommenter, taskReader } from '../task/rules.ts';
import { Attachment, type AttachmentRow, findAttachment, listAttachments, toAttachment } from './attachment.ts';
import { deleteFile, storeAttachment } from './store-attachment.ts';

const route = routeOf<TasksContext>();

const fileReader = ofPart('may read the file’s task', findAttachment, mayRead);
const fileRemover = ofPart(
  'uploader of the file, or admin of its team',
  findAttachment,
  (caller, task, part: AttachmentRow) => {
    const proof = mayComment(caller, task);
    const team = caller.scope.team(task.teamId);
    const isOwn = part.createdBy !== null && part.createdBy === userIdOf(caller.actor);
    if (!isOwn && !(team && isTeamAdmin(team))) {
      throw forbidden('not-your-file', 'Only the person who added the file and the team’s admins can delete it.');
    }
    return proof;
  },
);

const Upload = z.strictObject({ file: z.string().meta({ format: 'binary' }) });

/**
 * Pictures are displayed; everything else is downloaded, and browsers may not guess the type. A file never changes, so
 * a browser that has it asks only whether it may still show it.
 */
async function send(
  ctx: TasksContext,
  http: HttpRequest,
  { id, contentType, filename, storageKey, bytes }: AttachmentRow,
): Promise<Response> {
  const etag = `"${id}"`;
  const caching = { etag, 'cache-control': 'private, no-cache' };
  if (http.raw.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: caching });
  const isPicture = contentType.startsWith('image/');
  return sendStream(http, await ctx.storage.get(storageKey, bytes), bytes, {
    ...caching,
    'content-type': contentType,
    'content-disposition': disposition(isPicture ? 'inline' : 'attachment', filename),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
  });
}

/** RFC 6266: an ASCII name for old clients, the full name encoded as in RFC 8187. */
function disposition(kind: 'inline' | 'attachment', filename: string): string {
  const plain = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(filename).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`;
}

export const attachmentRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/tasks/{id}/attachments',
    summary: 'List the files of a task',
    rule: taskReader,
    query: z.strictObject({ ...pageQuery, organizationId: OrganizationId.optional() }),
    reply: { status: 200, body: pageOf(Attachment) },
    handle: async (ctx, { allowed }) => ({
      items: (await listAttachments(ctx, allowed)).map(toAttachment),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/attachments',
    summary: 'Add a file of at most 25 MiB',
    rule: taskCommenter,
    upload: true,
    repeatable: false,
    body: Upload,
    reply: { status: 201, body: Attachment },
    handle: async (ctx, { allowed, http }) => toAttachment(await storeAttachment(ctx, allowed, http)),
  }),
  route({
    method: 'get',
    path: '/attachments/{id}',
    summary: 'Download a file; images are shown inline',
    rule: fileReader,
    download: true,
    reply: { status: 200, description: 'The file.' },
    handle: (ctx, { allowed, http }) => send(ctx, http, allowed.part),
  }),
  route({
    method: 'delete',
    path: '/attachments/{id}',
    summary: 'Delete a file',
    rule: fileRemover,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => deleteFile(ctx, allowed),
  }),
];
