import { z } from 'zod';
import { CalendarDate, Moment, singleLine } from '#platform/http/fields.ts';
import { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import { Timezone } from '#platform/timezone.ts';
import { MilestoneId } from '#modules/projects';
import { FieldId, LabelId, priorities, StatusId, TaskId } from '../contract.ts';
import { RecurrenceInput } from './recurrence-rule.ts';

export const Title = singleLine(255).min(1, 'must not be empty');
export const Description = z.string().max(100_000, 'at most 100,000 characters');
export const Reason = z.string().trim().max(1_000).optional();

/** Values by field id: text, number, date, option id, person id or address. */
const CustomFields = z.record(FieldId, z.union([z.string(), z.number()])).meta({ id: 'CustomFields' });
const TaskRecurrence = z
  .strictObject({
    rule: z.string().describe('An RFC 5545 RRULE, such as `FREQ=WEEKLY;BYDAY=MO,TH`.'),
    from: z.enum(['due', 'completion']).describe('Date from which the next date is counted.'),
  })
  .meta({ id: 'TaskRecurrence' });

// Every column of a task is declared once, in one of the three objects below, under its name in the table. Queries,
// replies, requests, inserts, copies and templates derive from them.
//
// - `reply`: its schema in replies
// - `input`: its schema in requests that create or change a task; copies keep its value
// - `initial`: its value in a new task that is not given one
// - `inTemplates`: whether templates keep it as it is

/** Columns that every task in a list has. */
export const cardFields = {
  id: { reply: TaskId },
  key: { reply: z.string() },
  organizationId: { reply: OrganizationId },
  teamId: { reply: TeamId },
  projectId: { reply: ProjectId.nullable(), input: ProjectId.nullable(), initial: null },
  milestoneId: {
    reply: MilestoneId.nullable(),
    input: MilestoneId.nullable().describe('Milestone of the task’s project.'),
    initial: null,
  },
  parentId: { reply: TaskId.nullable(), input: TaskId.nullable().describe('The parent task.'), initial: null },
  title: { reply: z.string(), input: Title, inTemplates: true },
  statusId: { reply: StatusId, input: StatusId, initial: null },
  priority: {
    reply: z.enum(priorities),
    input: z.enum(priorities),
    initial: 'medium' as const,
    inTemplates: true,
  },
  assigneeId: { reply: UserId.nullable(), input: UserId.nullable(), initial: null },
  collaboratorIds: { reply: z.array(UserId), input: z.array(UserId).max(50), initial: [] },
  labelIds: { reply: z.array(LabelId), input: z.array(LabelId).max(50), initial: [], inTemplates: true },
  startDate: { reply: z.iso.date().nullable(), input: CalendarDate.nullable(), initial: null },
  dueDate: { reply: z.iso.date().nullable(), input: CalendarDate.nullable(), initial: null },
  dueAt: {
    reply: z.iso.datetime().nullable(),
    input: Moment.nullable().describe('Due time; for a whole day use dueDate.'),
    initial: null,
  },
  estimate: {
    reply: z.number().int().nullable(),
    input: z.number().int().min(0).max(1_000_000).nullable().describe('Minutes.'),
    initial: null,
    inTemplates: true,
  },
  rank: { reply: z.string(), initial: '' },
  commentCount: { reply: z.number().int(), initial: 0 },
  checklistDone: { reply: z.number().int(), initial: 0 },
  checklistTotal: { reply: z.number().int(), initial: 0 },
  attachmentCount: { reply: z.number().int(), initial: 0 },
  subtaskDone: { reply: z.number().int(), initial: 0 },
  subtaskTotal: { reply: z.number().int().describe('Number of direct subtasks that are not cancelled.'), initial: 0 },
  archivedAt: { reply: z.iso.datetime().nullable(), initial: null },
  completedAt: { reply: z.iso.datetime().nullable(), initial: null },
  createdBy: { reply: UserId.nullable() },
  createdAt: { reply: z.iso.datetime() },
  updatedAt: { reply: z.iso.datetime() },
  version: { reply: z.number().int(), initial: 1 },
};

/** Columns that only the whole task has. */
export const detailFields = {
  description: { reply: z.string(), input: Description, initial: '', inTemplates: true },
  dueTimezone: {
    reply: z.string().nullable().describe('Time zone (IANA) of `dueAt`.'),
    input: Timezone.nullable().describe('Time zone of the due time. Default: the time zone of the caller.'),
    initial: null,
  },
  watcherIds: { reply: z.array(UserId), initial: [] },
  recurrence: { reply: TaskRecurrence.nullable(), input: RecurrenceInput.nullable(), initial: null },
  customFields: {
    reply: CustomFields,
    input: z
      .record(FieldId, z.union([z.string().max(10_000), z.number(), z.null()]))
      .describe('Values by field id; null clears a value, omitted fields stay unchanged.'),
    initial: {},
  },
  startedAt: {
    reply: z.iso.datetime().nullable().describe('When the task first entered progress.'),
    initial: null,
  },
  importedPeople: {
    reply: z.array(z.string()).describe('Names of people whom an import could not match to an account.'),
    initial: [],
  },
};

/** Columns that no reply has as they are. */
export const hiddenFields = {
  blockerCount: { initial: 0 },
  recurrenceHandoff: { initial: null },
  number: {},
  deletedAt: { initial: null },
};

type Field = Readonly<Record<string, unknown>>;

/** The values of one key, such as `input`, by the name of the field. Fields without the key are left out. */
export function each<Fields extends Readonly<Record<string, Field>>, const Key extends string>(
  fields: Fields,
  key: Key,
): Each<Fields, Key> {
  const having = Object.entries(fields).filter(([, field]) => key in field);
  return Object.fromEntries(having.map(([name, field]) => [name, field[key]])) as Each<Fields, Key>;
}
type Each<Fields, Key extends string> = {
  [
    Name in keyof Fields as Fields[Name] extends Readonly<Record<Key, unknown>> ? Name : never
  ]: Fields[Name] extends Readonly<Record<Key, infer Value>> ? Value : never;
};

const fields = { ...cardFields, ...detailFields, ...hiddenFields };
/** Fields of a task in requests. */
export const taskFields = each(fields, 'input');
export const initialValues = each(fields, 'initial');

/** A due date or a due time, never both. */
export const oneDue = {
  check: ({ dueDate, dueAt }: { dueDate?: unknown; dueAt?: unknown }) => !dueDate || !dueAt,
  params: { path: ['dueAt'], error: 'give dueDate or dueAt, not both' },
};
