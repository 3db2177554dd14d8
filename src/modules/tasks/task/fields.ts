import { z } from 'zod';
import { CalendarDate, Moment, singleLine } from '#platform/http/fields.ts';
import { ProjectId, UserId } from '#platform/ids.ts';
import { Timezone } from '#platform/timezone.ts';
import { MilestoneId } from '#modules/projects';
import { FieldId, LabelId, priorities, StatusId, TaskId } from '../contract.ts';
import { RecurrenceInput } from './recurrence-rule.ts';

/** Fields of a task in requests. */
export const Title = singleLine(255).min(1, 'must not be empty');
export const Description = z.string().max(100_000, 'at most 100,000 characters');
export const Reason = z.string().trim().max(1_000).optional();

export const taskFields = {
  title: Title,
  description: Description,
  statusId: StatusId,
  priority: z.enum(priorities),
  assigneeId: UserId.nullable(),
  collaboratorIds: z.array(UserId).max(50),
  projectId: ProjectId.nullable(),
  milestoneId: MilestoneId.nullable().describe('Milestone of the task’s project.'),
  parentId: TaskId.nullable().describe('The parent task.'),
  labelIds: z.array(LabelId).max(50),
  startDate: CalendarDate.nullable(),
  dueDate: CalendarDate.nullable(),
  dueAt: Moment.nullable().describe('Due time; for a whole day use dueDate.'),
  dueTimezone: Timezone.nullable().describe('Time zone of the due time. Default: the time zone of the caller.'),
  recurrence: RecurrenceInput.nullable(),
  customFields: z
    .record(FieldId, z.union([z.string().max(10_000), z.number(), z.null()]))
    .describe('Values by field id; null clears a value, omitted fields stay unchanged.'),
  estimate: z.number().int().min(0).max(1_000_000).nullable().describe('Minutes.'),
};

/** A due date or a due time, never both. */
export const oneDue = {
  check: ({ dueDate, dueAt }: { dueDate?: unknown; dueAt?: unknown }) => !dueDate || !dueAt,
  params: { path: ['dueAt'], error: 'give dueDate or dueAt, not both' },
};
