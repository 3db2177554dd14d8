import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { only, query, statement } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import { pictureType, signatureBytes } from '#platform/http/picture.ts';
import { cleanFilename, readUpload, type UploadRequest } from '#platform/http/upload.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { AttachmentId, TaskId } from '../contract.ts';
import { addToLog } from '../task/write-log.ts';
import { publish } from '../publish.ts';
import { attachment, task } from '../schema.ts';
import { aboutTask } from '../task/task-payload.ts';
import type { TaskRow } from '../task/columns.ts';
import { attachmentColumns, type AttachmentRow } from './attachment.ts';
import { releaseFiles } from './release-files.ts';

const mostBytes = 25 * 1024 * 1024;
const mostFiles = 200;

/**
 * Takes a file of at most 25 MiB, streamed to the storage. It is there before the task points to it: a cut in between
 * leaves bytes that nobody reads, never a missing file.
 * @throws DomainError 413, 409 `too-many-attachments`, and what an unreadable upload throws.
 */
export async function keepFile(
  ctx: TasksContext,
  found: Authorized<TaskRow, 'comment'>,
  request: UploadRequest,
): Promise<AttachmentRow> {
  if (found.attachmentCount >= mostFiles) {
    throw conflict('too-many-attachments', `A task can have at most ${mostFiles} files.`);
  }
  const id = newId<AttachmentId>();
  const storageKey = `attachments/${found.organizationId}/${id}`;
  const seen = { start: Buffer.alloc(0) };
  try {
    const { filename, stored } = await readUpload(request, {
      maxBytes: mostBytes,
      store: (bytes) => ctx.storage.put(storageKey, withStart(bytes, seen), mostBytes),
    });
    return await withTransaction(ctx, (inTx) =>
      point(inTx, found, {
        organizationId: found.organizationId,
        id,
        taskId: found.id,
        filename: cleanFilename(filename),
        contentType: pictureType(seen.start) ?? 'application/octet-stream',
        bytes: stored,
        storageKey,
        createdBy: userIdOf(ctx.actor),
        createdAt: ctx.clock.now().toISOString(),
      }),
    );
  } catch (error) {
    await ctx.storage.remove(storageKey);
    throw error;
  }
}

/** Lets bytes pass, and remembers the first of them. */
async function* withStart(bytes: AsyncIterable<Buffer>, seen: { start: Buffer }): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    if (seen.start.length < signatureBytes) {
      seen.start = Buffer.concat([seen.start, chunk.subarray(0, signatureBytes)]);
    }
    yield chunk;
  }
}

async function point(ctx: TasksContext, found: TaskRow, row: AttachmentRow): Promise<AttachmentRow> {
  const made = await only(insert(ctx, row));
  await changed(ctx, found, 1, { before: null, after: row.filename });
  return made;
}

/** Takes a file off its task; its bytes go once that is sure. */
export function deleteFile(
  ctx: TasksContext,
  { task: found, part }: { task: Authorized<TaskRow, 'comment'>; part: AttachmentRow },
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, part);
    if (removed.length === 0) return;
    await changed(inTx, found, -1, { before: part.filename, after: null });
    await releaseFiles(inTx, part.organizationId, [part.storageKey]);
  });
}

async function changed(
  ctx: TasksContext,
  found: TaskRow,
  by: number,
  names: { before: string | null; after: string | null },
): Promise<void> {
  await count(ctx, { organizationId: found.organizationId, id: found.id, by });
  await addToLog(ctx, found, [{ type: 'changed', field: 'attachments', ...names }]);
  await publish(ctx, {
    ...aboutTask(found),
    type: 'attachment.changed',
    payload: { taskId: found.id, teamId: found.teamId },
  });
}

const insert = query<AttachmentRow>()((place) =>
  build
    .insert(attachment)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      taskId: place.taskId,
      filename: place.filename,
      contentType: place.contentType,
      bytes: place.bytes,
      storageKey: place.storageKey,
      createdBy: place.createdBy,
      createdAt: place.createdAt,
    })
    .returning(attachmentColumns),
);
const remove = query<{ organizationId: OrganizationId; id: AttachmentId }>()((place) =>
  build
    .delete(attachment)
    .where(and(eq(attachment.organizationId, place.organizationId), eq(attachment.id, place.id)))
    .returning({ id: attachment.id }),
);
const count = statement<{ organizationId: OrganizationId; id: TaskId; by: number }, object>(
  (place) => sql`
    update ${task} set attachment_count = attachment_count + ${place.by}
    where ${task.organizationId} = ${place.organizationId} and ${task.id} = ${place.id}`,
);
