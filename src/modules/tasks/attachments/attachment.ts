import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { and, qb, eq } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { type OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { AttachmentId, TaskId } from '../contract.ts';
import { attachmentTable } from '../schema/attachment.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskRow } from '../task/columns.ts';
import { isInScope, scopeParams, type ScopeParams } from '../task/in-scope.ts';

export const Attachment = z
  .strictObject({
    id: AttachmentId,
    taskId: TaskId,
    filename: z.string(),
    contentType: z.string().describe('Detected from the content for images; otherwise `application/octet-stream`.'),
    bytes: z.number().int(),
    createdBy: UserId.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Attachment' });

export const attachmentColumns = {
  organizationId: attachmentTable.organizationId,
  id: attachmentTable.id,
  taskId: attachmentTable.taskId,
  filename: attachmentTable.filename,
  contentType: attachmentTable.contentType,
  bytes: attachmentTable.bytes,
  storageKey: attachmentTable.storageKey,
  createdBy: attachmentTable.createdBy,
  createdAt: attachmentTable.createdAt,
};
export type AttachmentRow = Awaited<ReturnType<typeof ofTask>>[number];

export function toAttachment({ organizationId: _organizationId, storageKey: _storageKey, ...row }: AttachmentRow) {
  return row;
}

/** Files of a task, oldest first. */
export function listAttachments(
  ctx: TasksContext,
  { organizationId, id }: Authorized<TaskRow, 'read'>,
): Promise<AttachmentRow[]> {
  return ofTask(ctx, { organizationId, taskId: id });
}

/** A file in the scope's organizations, or on a task in one of the guest's projects. */
export function findAttachment(ctx: TasksContext, id: string): Promise<AttachmentRow | undefined> {
  return maybeOne(inScope(ctx, { id: id as AttachmentId, ...scopeParams(ctx.scope) }));
}

const ofTask = query<{ organizationId: OrganizationId; taskId: TaskId }>()((params) =>
  qb
    .select(attachmentColumns)
    .from(attachmentTable)
    .where(and(eq(attachmentTable.organizationId, params.organizationId), eq(attachmentTable.taskId, params.taskId)))
    .orderBy(attachmentTable.id),
);
const inScope = query<ScopeParams & { id: AttachmentId }>()((params) =>
  qb
    .select(attachmentColumns)
    .from(attachmentTable)
    .innerJoin(
      taskTable,
      and(eq(taskTable.organizationId, attachmentTable.organizationId), eq(taskTable.id, attachmentTable.taskId)),
    )
    .where(and(eq(attachmentTable.id, params.id), isInScope(params, attachmentTable))),
);
