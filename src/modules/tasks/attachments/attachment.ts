import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { type OrganizationId, type ProjectId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { AttachmentId, TaskId } from '../contract.ts';
import { attachment, task } from '../schema.ts';
import type { TaskRow } from '../task/columns.ts';

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
  organizationId: attachment.organizationId,
  id: attachment.id,
  taskId: attachment.taskId,
  filename: attachment.filename,
  contentType: attachment.contentType,
  bytes: attachment.bytes,
  storageKey: attachment.storageKey,
  createdBy: attachment.createdBy,
  createdAt: attachment.createdAt,
};
export type AttachmentRow = Awaited<ReturnType<typeof ofTask>>[number];

export function toAttachment({ organizationId: _organizationId, storageKey: _storageKey, ...row }: AttachmentRow) {
  return row;
}

/** Files of a task, in the order in which they came. */
export function listAttachments(
  ctx: TasksContext,
  { organizationId, id }: Authorized<TaskRow, 'read'>,
): Promise<AttachmentRow[]> {
  return ofTask(ctx, { organizationId, taskId: id });
}

/** A file in the scope's organizations, or of a task in one of the guest's projects. */
export function findAttachment(ctx: TasksContext, id: string): Promise<AttachmentRow | undefined> {
  const { memberOrganizationIds: organizationIds, guestProjectIds } = ctx.scope;
  return first(inScope(ctx, { id: id as AttachmentId, organizationIds, guestProjectIds }));
}

const ofTask = query<{ organizationId: OrganizationId; taskId: TaskId }>()((place) =>
  build
    .select(attachmentColumns)
    .from(attachment)
    .where(and(eq(attachment.organizationId, place.organizationId), eq(attachment.taskId, place.taskId)))
    .orderBy(attachment.id),
);
const inScope = query<{
  id: AttachmentId;
  organizationIds: readonly OrganizationId[];
  guestProjectIds: readonly ProjectId[];
}>()((place) =>
  build
    .select(attachmentColumns)
    .from(attachment)
    .innerJoin(task, and(eq(task.organizationId, attachment.organizationId), eq(task.id, attachment.taskId)))
    .where(
      and(
        eq(attachment.id, place.id),
        sql`(${task.organizationId} = any(${place.organizationIds}) or ${task.projectId} = any(${place.guestProjectIds}))`,
      ),
    ),
);
