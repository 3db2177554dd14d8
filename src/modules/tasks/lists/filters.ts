import { z } from 'zod';
import { MilestoneId } from '#modules/projects';
import { sql } from '#platform/database/drizzle.ts';
import { folded, hasWords, searchWords } from '#platform/database/folding.ts';
import { commaList, Moment } from '#platform/http/fields.ts';
import { ProjectId, UserId } from '#platform/ids.ts';
import { categories, LabelId, priorities, StatusId, TaskId } from '../contract.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { customFieldFilter } from './custom-field-filter.ts';
import { dueFilter, plannedFilter } from './due-filter.ts';
import { alongOrder, type FilterContext, listFilter } from './filter.ts';

const me = z.literal('me');
const none = z.literal('none');

/** `me` is the reader, or nobody if the list has no reader. */
function peopleIn(values: readonly (UserId | 'me' | 'none')[], { userId }: FilterContext): (UserId | null)[] {
  return values.flatMap((value) => (value === 'none' ? [] : [value === 'me' ? userId : value]));
}

const projectId = listFilter({
  schema: ProjectId.optional(),
  apply: async (value, context) => ({
    form: 'one',
    args: { projectId: value, deletedProjectIds: await context.deletedProjectIds() },
  }),
  where: (params) =>
    sql`${taskTable.projectId} = ${params.projectId} and ${params.projectId} <> all(${params.deletedProjectIds}::uuid[])`,
  leavesFew: () => true,
  indexedSorts: () => ['createdAt'],
});

interface AssigneeArgs extends Readonly<Record<string, unknown>> {
  readonly assigneeId: UserId | null;
  readonly assigneeIds: readonly (UserId | null)[];
}

const assigneeId = listFilter({
  schema: commaList(z.union([me, none, UserId]))
    .optional()
    .describe('`me`, `none` or user ids.'),
  apply: (value, context): { form: 'one' | 'many' | 'many or none'; args: AssigneeArgs } => {
    const assigneeIds = peopleIn(value, context);
    const form = value.includes('none') ? 'many or none' : assigneeIds.length === 1 ? 'one' : 'many';
    return { form, args: { assigneeId: assigneeIds[0] ?? null, assigneeIds } };
  },
  where: ({ assigneeId: one, assigneeIds }, form) => {
    if (form === 'one') return sql`${taskTable.assigneeId} = ${one}`;
    if (form === 'many') return sql`${taskTable.assigneeId} = any(${assigneeIds})`;
    return sql`(${taskTable.assigneeId} is null or ${taskTable.assigneeId} = any(${assigneeIds}))`;
  },
  leavesFew: (form) => form !== 'many or none',
  indexedSorts: (form) => (form === 'one' ? ['createdAt', 'updatedAt'] : []),
});

/** Columns of a board are read in their own order. */
const statusId = listFilter({
  schema: commaList(StatusId).optional(),
  apply: (value) => ({
    form: value.length === 1 ? 'one' : 'many',
    args: { statusId: value[0] ?? null, statusIds: value },
  }),
  where(params, form, { isAlongOrder }) {
    if (form === 'one') return sql`${taskTable.statusId} = ${params.statusId}`;
    const isOneOf = sql`${taskTable.statusId} = any(${params.statusIds})`;
    // Several statuses are much of a team, and the index of columns would leave all of them to be sorted.
    return isAlongOrder ? alongOrder(isOneOf) : isOneOf;
  },
  leavesFew: () => false,
});

const category = listFilter({
  schema: commaList(z.enum(categories)).optional(),
  apply: (value) => ({ form: 'these', args: { categories: value } }),
  where: (params) => sql`${statusTable.category} = any(${params.categories})`,
  leavesFew: () => false,
});

const priority = listFilter({
  schema: commaList(z.enum(priorities)).optional(),
  apply: (value) => ({ form: 'these', args: { priorities: value } }),
  where: (params) => sql`${taskTable.priority} = any(${params.priorities})`,
  leavesFew: () => false,
});

const labelId = listFilter({
  schema: commaList(LabelId).optional(),
  apply: (value) => ({ form: 'these', args: { labelIds: value } }),
  where: (params) => sql`(${taskTable.labelIds} <> '{}' and ${taskTable.labelIds} && ${params.labelIds}::uuid[])`,
  leavesFew: () => true,
});

const createdBy = listFilter({
  schema: commaList(z.union([me, UserId])).optional(),
  apply: (value, context) => {
    const [creatorId = null, ...others] = peopleIn(value, context);
    return { form: others.length === 0 ? 'one' : 'many', args: { creatorId, creatorIds: [creatorId, ...others] } };
  },
  where: (params, form) =>
    form === 'one'
      ? sql`${taskTable.createdBy} = ${params.creatorId}`
      : sql`${taskTable.createdBy} = any(${params.creatorIds})`,
  leavesFew: () => true,
  indexedSorts: (form) => (form === 'one' ? ['createdAt'] : []),
});

const archived = listFilter({
  schema: z.enum(['false', 'true', 'all']).default('false'),
  apply: (value) => ({ form: value, args: {} }),
  where: (_params, form) => {
    if (form === 'all') return undefined;
    return form === 'true' ? sql`${taskTable.archivedAt} is not null` : sql`${taskTable.archivedAt} is null`;
  },
  leavesFew: () => false,
});

/** Key and title. */
const text = folded(sql`${taskTable.title} || ' ' || ${taskTable.key}`);
const q = listFilter({
  schema: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe('Words in the title or key; ignores case, accents and variants of letters and digits.'),
  apply(value): { form: 'word' | 'words'; args: { word: string; otherWords: readonly string[] } } | null {
    const args = searchWords(value);
    if (args.word === '') return null;
    return { form: args.otherWords.length === 0 ? 'word' : 'words', args: { ...args } };
  },
  where: ({ word, otherWords }, form) =>
    alongOrder(hasWords(text, { word, otherWords: form === 'word' ? null : otherWords })),
  leavesFew: () => false,
});

/** Few of a team's tasks have changed for this long. */
const recentMs = 2 * 86_400_000;
const updatedSince = listFilter({
  schema: Moment.optional(),
  apply: (value, { now }) => ({
    form: now.getTime() - Date.parse(value) < recentMs ? 'recently' : 'long ago',
    args: { updatedSince: value },
  }),
  where: (params) => sql`${taskTable.updatedAt} >= ${params.updatedSince}`,
  leavesFew: (form) => form === 'recently',
  indexedSorts: () => ['updatedAt'],
});

/** Milestones belong to a project, so the project is checked too. */
const milestoneId = listFilter({
  schema: commaList(MilestoneId).optional(),
  apply: async (value, context) => ({
    form: value.length === 1 ? 'one' : 'many',
    args: { milestoneId: value[0] ?? null, milestoneIds: value, deletedProjectIds: await context.deletedProjectIds() },
  }),
  // Within the coalesce PostgreSQL takes half of the tasks to be in deleted projects, and not all but one.
  where: (params, form) =>
    sql`${
      form === 'one'
        ? sql`${taskTable.milestoneId} = ${params.milestoneId}`
        : sql`${taskTable.milestoneId} = any(${params.milestoneIds})`
    } and coalesce(${taskTable.projectId} <> all(${params.deletedProjectIds}), false)`,
  leavesFew: () => true,
  indexedSorts: (form) => (form === 'one' ? ['createdAt'] : []),
});

const parentId = listFilter({
  schema: z.union([none, TaskId]).optional().describe('Subtasks of a task, or `none` for tasks without a parent.'),
  apply: (value) => ({ form: value === 'none' ? 'none' : 'one', args: { parentId: value === 'none' ? null : value } }),
  where: (params, form) =>
    form === 'none' ? sql`${taskTable.parentId} is null` : sql`${taskTable.parentId} = ${params.parentId}`,
  leavesFew: (form) => form === 'one',
});

const blocked = listFilter({
  schema: z.enum(['true', 'false']).optional(),
  apply: (value) => ({ form: value, args: {} }),
  where: (_params, form) => (form === 'true' ? sql`${taskTable.blockerCount} > 0` : sql`${taskTable.blockerCount} = 0`),
  leavesFew: (form) => form === 'true',
  indexedSorts: (form) => (form === 'true' ? ['createdAt'] : []),
});

/** Every filter of a list of tasks, by the name of its parameter. */
export const filters = {
  projectId,
  assigneeId,
  status: statusId,
  category,
  priority,
  labelId,
  due: dueFilter,
  planned: plannedFilter,
  createdBy,
  archived,
  q,
  updatedSince,
  milestoneId,
  parentId,
  blocked,
  customFields: customFieldFilter,
};
export type FilterName = keyof typeof filters;
