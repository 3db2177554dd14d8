import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { isDatabaseAway, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { one, query, rawQuery } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import { pictureType, signatureBytes } from '#platform/http/picture.ts';
import { cleanFilename, readUpload, type UploadRequest } from '#platform/http/upload.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { AttachmentId, ReceivedFile, TaskId } from '../contract.ts';
import { addToLog } from '../task/write-log.ts';
import { publish } from '../publish.ts';
import { attachmentTable } from '../schema/attachment.ts';
import { taskTable } from '../schema/task.ts';
import { taskEvent } from '../task/task-payload.ts';
import type { TaskRow } from '../task/columns.ts';
import { attachmentColumns, type AttachmentRow } from './attachment.ts';
import { releaseFiles } from './release-files.ts';

const maxBytes = 25 * 1024 * 1024;
const maxFiles = 200;

/**
 * Stores a file of at most 25 MiB, streamed to the storage. The bytes are stored before the task references them: an
 * interruption leaves an unused file, never a missing one.
 * @throws DomainError 413, 409 `too-many-attachments`, and what an unreadable upload throws.
 */
export async function storeAttachment(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'comment'>,
  request: UploadRequest,
): Promise<AttachmentRow> {
  if (task.attachmentCount >= maxFiles) throw tooManyFiles();
  const id = newId<AttachmentId>();
  const storageKey = `attachments/${task.organizationId}/${id}`;
  const head = { start: Buffer.alloc(0) };
  try {
    const { filename, stored } = await readUpload(request, {
      maxBytes,
      store: (bytes) => ctx.storage.put(storageKey, withStart(bytes, head), maxBytes),
    });
    return await withTransaction(ctx, (inTx) =>
      point(inTx, task, {
        organizationId: task.organizationId,
        id,
        taskId: task.id,
        filename: cleanFilename(filename),
        contentType: pictureType(head.start) ?? 'application/octet-stream',
        bytes: stored,
        storageKey,
        createdBy: userIdOf(ctx.actor),
        createdAt: ctx.clock.now().toISOString(),
      }),
    );
  } catch (error) {
    // If the connection was lost, the change may have been committed.
    if (!isDatabaseAway(error)) await ctx.storage.remove(storageKey);
    throw error;
  }
}

/** Passes bytes through and remembers the first ones. */
async function* withStart(bytes: AsyncIterable<Buffer>, head: { start: Buffer }): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    if (head.start.length < signatureBytes) {
      head.start = Buffer.concat([head.start, chunk.subarray(0, signatureBytes)]);
    }
    yield chunk;
  }
}

/**
 * Adds stored files to a task, in the transaction of the caller.
 * @throws DomainError 409 `too-many-attachments`
 */
export async function attachStored(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'comment'>,
  files: readonly StoredFile[],
): Promise<void> {
  if (task.attachmentCount + files.length > maxFiles) throw tooManyFiles();
  for (const { id, filename, contentType, bytes, storageKey } of files) {
    await point(ctx, task, {
      organizationId: task.organizationId,
      id,
      taskId: task.id,
      filename,
      contentType,
      bytes,
      storageKey,
      createdBy: userIdOf(ctx.actor),
      createdAt: ctx.clock.now().toISOString(),
    });
  }
}

export type StoredFile = Pick<AttachmentRow, 'id' | 'filename' | 'contentType' | 'bytes' | 'storageKey'>;

/** Stores the bytes of a received file. The caller removes them if nothing references them. */
export async function storeReceived(
  ctx: TasksContext,
  organizationId: OrganizationId,
  { filename, content }: ReceivedFile,
): Promise<StoredFile> {
  const id = newId<AttachmentId>();
  const storageKey = `attachments/${organizationId}/${id}`;
  const start = Buffer.from(content.slice(0, signatureBytes * 2), 'base64');
  const bytes = await ctx.storage.put(storageKey, chunksOf(content), maxBytes);
  return {
    id,
    filename: cleanFilename(filename),
    contentType: pictureType(start.subarray(0, signatureBytes)) ?? 'application/octet-stream',
    bytes,
    storageKey,
  };
}

/** Decodes in pieces, whose length in base64 is divisible by four. */
async function* chunksOf(content: string): AsyncGenerator<Buffer> {
  const step = 64 * 1024;
  for (let start = 0; start < content.length; start += step)
    yield Buffer.from(content.slice(start, start + step), 'base64');
}

function tooManyFiles() {
  return conflict('too-many-attachments', `A task can have at most ${maxFiles} files.`);
}

async function point(ctx: TasksContext, task: TaskRow, row: AttachmentRow): Promise<AttachmentRow> {
  const attachment = await one(insert(ctx, row));
  await changed(ctx, task, 1, { before: null, after: row.filename });
  return attachment;
}

/** Removes a file from its task; its bytes are deleted once the transaction has committed. */
export function deleteFile(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'comment'>; part: AttachmentRow },
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, part);
    if (removed.length === 0) return;
    await changed(inTx, task, -1, { before: part.filename, after: null });
    await releaseFiles(inTx, part.organizationId, [part.storageKey]);
  });
}

async function changed(
  ctx: TasksContext,
  task: TaskRow,
  by: number,
  names: { before: string | null; after: string | null },
): Promise<void> {
  await count(ctx, { organizationId: task.organizationId, id: task.id, by });
  await addToLog(ctx, task, [{ type: 'changed', field: 'attachments', ...names }]);
  await publish(ctx, {
    ...taskEvent(task),
    type: 'attachment.changed',
    payload: { taskId: task.id, teamId: task.teamId },
  });
}

const insert = query<AttachmentRow>()((params) =>
  qb
    .insert(attachmentTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      taskId: params.taskId,
      filename: params.filename,
      contentType: params.contentType,
      bytes: params.bytes,
      storageKey: params.storageKey,
      createdBy: params.createdBy,
      createdAt: params.createdAt,
    })
    .returning(attachmentColumns),
);
const remove = query<{ organizationId: OrganizationId; id: AttachmentId }>()((params) =>
  qb
    .delete(attachmentTable)
    .where(and(eq(attachmentTable.organizationId, params.organizationId), eq(attachmentTable.id, params.id)))
    .returning({ id: attachmentTable.id }),
);
const count = rawQuery<{ organizationId: OrganizationId; id: TaskId; by: number }, object>(
  (params) => sql`
    update ${taskTable} set attachment_count = attachment_count + ${params.by}
    where ${taskTable.organizationId} = ${params.organizationId} and ${taskTable.id} = ${params.id}`,
);
