import { z } from 'zod';
import { addDays, daysBetween } from '#platform/dates.ts';
import { isInProject, type ProjectParams } from '../task/in-project.ts';
import { qb, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import { insertSelect, jsonRows, valuesOf } from '#platform/database/insert.ts';
import { newId, type OrganizationId, type ProjectId, TeamId } from '#platform/ids.ts';
import type { MilestoneId } from '#modules/projects';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { namesOf, pick } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import { type ChecklistItemId, type LabelId, type StatusId, type TaskId } from '../contract.ts';
import { linkTasks } from '../dependencies/link-tasks.ts';
import { mayRead, mayWork } from '../task/rules.ts';
import { checklistItemTable } from '../schema/checklist-item.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { labelTable } from '../schema/label.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { insertInTeam, newTaskDraft } from '../task/create-task.ts';
import { cardFields, detailFields, each, initialValues } from '../task/fields.ts';
import { checkParent } from '../task/parents.ts';
import { rankAtEnd } from '../task/rank.ts';
import { type TaskRow, wholeColumns, withStatus } from '../task/columns.ts';

export const maxTasks = 500;
const day = z.number().int().nullable();
export const index = z.number().int().min(0);

const columns = { ...cardFields, ...detailFields };
/** Fields that a plan has as the task has them. */
export const plannedFields = namesOf(each(columns, 'inTemplates'));

/** A task of a plan. Days count from the plan's first day; other tasks are named by their index. */
export const PlannedTask = z.strictObject({
  ...pick(each(columns, 'reply'), plannedFields),
  startDay: day,
  dueDay: day,
  milestone: index.nullable(),
  parent: index.nullable(),
  blocks: z.array(index),
  checklist: z.array(z.strictObject({ checklist: z.string(), title: z.string() })),
});
export type PlannedTask = z.infer<typeof PlannedTask>;

/**
 * As stored: with the team that it was taken from, because only readers of that team may see it. Null if it was entered
 * by hand.
 */
export const StoredTask = z.strictObject({
  ...PlannedTask.shape,
  ...withInitial(pick(PlannedTask.shape, plannedFields)),
  teamId: TeamId.nullable().default(null),
});
export type StoredTask = z.output<typeof StoredTask>;

/** Plans from before a field was added do not have it: it then has its value of a new task. */
export function withInitial<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape): WithInitial<Shape> {
  const initial = new Map<string, unknown>(Object.entries(initialValues));
  return Object.fromEntries(
    Object.entries(shape).map(([name, type]) => [name, initial.has(name) ? type.default(initial.get(name)) : type]),
  ) as WithInitial<Shape>;
}
type WithInitial<Shape extends Readonly<Record<string, z.ZodType>>> = {
  [Name in keyof Shape]: Name extends keyof typeof initialValues ? z.ZodDefault<Shape[Name]> : Shape[Name];
};

/** The tasks of a plan whose team the caller may read; references to other tasks are removed. */
export function tasksOfTeams(stored: readonly StoredTask[], isReadable: (teamId: TeamId) => boolean): PlannedTask[] {
  const readable = [...stored.entries()].filter(([, { teamId }]) => teamId === null || isReadable(teamId));
  const positions = new Map(readable.map(([from], to) => [from, to]));
  return readable.map(([, { teamId: _teamId, parent, blocks, ...planned }]) => ({
    ...planned,
    parent: parent === null ? null : (positions.get(parent) ?? null),
    blocks: blocks.flatMap((other) => positions.get(other) ?? []),
  }));
}

/** Creates a plan from existing tasks: open, without people. Parents come before their subtasks. */
export async function planOf(
  ctx: TasksContext,
  organizationId: OrganizationId,
  rows: readonly TaskRow[],
  firstDay: string,
  milestones: readonly MilestoneId[],
): Promise<StoredTask[]> {
  const ordered = parentsFirst(rows);
  const places = new Map(ordered.map(({ id }, position) => [id, position]));
  const ids = ordered.map(({ id }) => id);
  const [items, links] = await Promise.all([
    itemsOf(ctx, { organizationId, ids }),
    findBlockingLinks(ctx, { organizationId, ids }),
  ]);
  const positionOf = (id: TaskId | null) => (id === null ? null : (places.get(id) ?? null));
  const dayOf = (date: string | null) => (date === null ? null : daysBetween(firstDay, date));
  return ordered.map((row) => ({
    teamId: row.teamId,
    ...pick(row, plannedFields),
    startDay: dayOf(row.startDate),
    dueDay: dayOf(row.dueDate ?? row.dueAt?.slice(0, 10) ?? null),
    milestone: row.milestoneId === null ? null : indexOrNull(milestones.indexOf(row.milestoneId)),
    parent: positionOf(row.parentId),
    blocks: links.flatMap(({ taskId, otherId }) => (taskId === row.id ? [places.get(otherId) ?? -1] : [])),
    checklist: items.filter(({ taskId }) => taskId === row.id).map(({ checklist, title }) => ({ checklist, title })),
  }));
}

/** Creates the tasks of a plan in a team. Call it in a transaction. */
export async function createPlannedTasks(
  ctx: TasksContext,
  { organization, team }: Authorized<TeamInOrganization, 'work'>,
  plan: readonly PlannedTask[],
  destination: {
    readonly firstDay: string;
    readonly projectId: ProjectId | null;
    readonly milestoneIds: readonly MilestoneId[];
    /** The column of the first task. */
    readonly statusId?: StatusId | null;
  },
): Promise<TaskRow[]> {
  const key = { organizationId: organization.id, teamId: team.id };
  const labels = new Set((await labelsOf(ctx, { organizationId: organization.id })).map(({ id }) => id));
  const dateOf = (days: number | null) => (days === null ? null : addDays(destination.firstDay, days));
  const tasks: TaskRow[] = [];
  for (const [position, planned] of plan.entries()) {
    const parentId = planned.parent === null ? null : (tasks[planned.parent]?.id ?? null);
    const draft = {
      ...newTaskDraft(ctx, key, { title: planned.title }),
      ...pick(planned, plannedFields),
      labelIds: planned.labelIds.filter((id) => labels.has(id)),
      startDate: dateOf(planned.startDay),
      dueDate: dateOf(planned.dueDay),
      projectId: destination.projectId,
      milestoneId: planned.milestone === null ? null : (destination.milestoneIds[planned.milestone] ?? null),
      parentId,
      statusId: position === 0 ? (destination.statusId ?? null) : null,
    };
    const parents = parentId === null ? [] : [await checkParent(ctx, organization.id, null, parentId)];
    tasks.push(await insertInTeam(ctx, draft, team.key, parents));
  }
  await addItems(ctx, organization.id, plan, tasks);
  for (const [position, { blocks }] of plan.entries()) {
    for (const other of blocks) {
      const [from, to] = [tasks[position], tasks[other]];
      if (from && to) await linkTasks(ctx, mayWork(ctx, from), mayRead(ctx, to), 'blocks');
    }
  }
  return tasks;
}

async function addItems(
  ctx: TasksContext,
  organizationId: OrganizationId,
  plan: readonly PlannedTask[],
  tasks: readonly TaskRow[],
): Promise<void> {
  const now = ctx.clock.now();
  const rows = plan.flatMap(({ checklist }, position) =>
    checklist.map((item, order) => ({
      ...item,
      id: newId<ChecklistItemId>(),
      taskId: tasks[position]?.id,
      rank: rankAtEnd(new Date(now.getTime() + order)),
    })),
  );
  if (rows.length === 0) return;
  await insertItems(ctx, { organizationId, now: now.toISOString(), rows: JSON.stringify(rows) });
}

function parentsFirst(rows: readonly TaskRow[]): TaskRow[] {
  const byParent = Map.groupBy(rows, ({ parentId }) => (rows.some(({ id }) => id === parentId) ? parentId : null));
  const below = (id: TaskId | null): TaskRow[] => (byParent.get(id) ?? []).flatMap((row) => [row, ...below(row.id)]);
  return below(null);
}

function indexOrNull(position: number): number | null {
  return position === -1 ? null : position;
}

export const tasksOfProject = query<ProjectParams>()((params) =>
  qb
    .select(wholeColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(isInProject(params))
    .orderBy(taskTable.createdAt, taskTable.id)
    .limit(maxTasks),
);
const itemsOf = rawQuery<
  { organizationId: OrganizationId; ids: readonly TaskId[] },
  { taskId: TaskId; checklist: string; title: string }
>(
  (params) => sql`
    select task_id as "taskId", checklist, title from ${checklistItemTable}
    where organization_id = ${params.organizationId} and task_id = any(${params.ids}) order by rank`,
);
const findBlockingLinks = rawQuery<
  { organizationId: OrganizationId; ids: readonly TaskId[] },
  { taskId: TaskId; otherId: TaskId }
>(
  (params) => sql`
    select task_id as "taskId", other_id as "otherId" from ${dependencyTable}
    where organization_id = ${params.organizationId} and task_id = any(${params.ids}) and other_id = any(${params.ids})
      and type = 'blocks'`,
);
const labelsOf = rawQuery<{ organizationId: OrganizationId }, { id: LabelId }>(
  (params) => sql`select id from ${labelTable} where organization_id = ${params.organizationId}`,
);
const insertItems = rawQuery<{ organizationId: OrganizationId; now: string; rows: string }, object>((params) => {
  const insertedColumns = pick(checklistItemTable, ['id', 'taskId', 'checklist', 'title', 'rank']);
  const { organizationId, now } = params;
  const values = { ...valuesOf(insertedColumns), organizationId, createdAt: now };
  return sql`
    with added as (
      ${insertSelect(checklistItemTable, values)} from ${jsonRows(params.rows, insertedColumns)}
      returning task_id)
    update ${taskTable} set checklist_total = counted.total
    from (select task_id, count(*) as total from added group by task_id) as counted
    where task.organization_id = ${params.organizationId} and task.id = counted.task_id`;
});
