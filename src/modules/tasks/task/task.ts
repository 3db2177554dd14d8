import { z } from 'zod';
import { AppPath } from '#platform/http/fields.ts';
import { MilestoneId } from '#modules/projects';
import { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import { categories, FieldId, LabelId, priorities, StatusId, TaskId } from '../contract.ts';

const Assignee = z
  .strictObject({ id: UserId, name: z.string(), username: z.string(), avatarUrl: AppPath.nullable() })
  .meta({ id: 'Assignee' });

const cardShape = {
  id: TaskId,
  key: z.string(),
  organizationId: OrganizationId,
  teamId: TeamId,
  projectId: ProjectId.nullable(),
  milestoneId: MilestoneId.nullable(),
  parentId: TaskId.nullable(),
  title: z.string(),
  statusId: StatusId,
  status: z.string(),
  category: z.enum(categories),
  priority: z.enum(priorities),
  assigneeId: UserId.nullable(),
  assignee: Assignee.nullable(),
  collaboratorIds: z.array(UserId),
  labelIds: z.array(LabelId),
  startDate: z.iso.date().nullable(),
  dueDate: z.iso.date().nullable(),
  dueAt: z.iso.datetime().nullable(),
  estimate: z.number().int().nullable(),
  rank: z.string(),
  commentCount: z.number().int(),
  checklistDone: z.number().int(),
  checklistTotal: z.number().int(),
  attachmentCount: z.number().int(),
  subtaskDone: z.number().int(),
  subtaskTotal: z.number().int().describe('Number of direct subtasks that are not cancelled.'),
  blocked: z.boolean().describe('Whether an open task blocks it.'),
  archivedAt: z.iso.datetime().nullable(),
  completedAt: z.iso.datetime().nullable(),
  createdBy: UserId.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number().int(),
};

/** Values by field id: text, number, date, option id, person id or address. */
const CustomFields = z.record(FieldId, z.union([z.string(), z.number()])).meta({ id: 'CustomFields' });
const TaskRecurrence = z
  .strictObject({
    rule: z.string().describe('An RFC 5545 RRULE, such as `FREQ=WEEKLY;BYDAY=MO,TH`.'),
    from: z.enum(['due', 'completion']).describe('Date from which the next date is counted.'),
  })
  .meta({ id: 'TaskRecurrence' });

/** Parts of a task that lists return if `include` names them. */
const cardExtras = {
  description: z.string().optional(),
  recurrence: TaskRecurrence.nullable().optional(),
  customFields: CustomFields.optional(),
};

/** A task in lists. */
export const TaskCard = z.strictObject({ ...cardShape, ...cardExtras }).meta({ id: 'TaskCard' });
export type TaskCard = z.infer<typeof TaskCard>;

/** A task with all fields. */
export const Task = z
  .strictObject({
    ...cardShape,
    description: z.string(),
    dueTimezone: z.string().nullable().describe('Time zone (IANA) of `dueAt`.'),
    watcherIds: z.array(UserId),
    recurrence: TaskRecurrence.nullable(),
    customFields: CustomFields,
    startedAt: z.iso.datetime().nullable().describe('When the task first entered progress.'),
    /** Names of people whom an import could not match to an account. */
    importedPeople: z.array(z.string()),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;
