import { z } from 'zod';
import { MilestoneId } from '#modules/projects';
import type { Authorized } from '#platform/access/authorized.ts';
import { dayIn } from '#platform/dates.ts';
import { and, qb, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import type { TasksContext } from '../context.ts';
import { TaskId } from '../contract.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { taskRelations } from '../task/task-relations.ts';
import { timezoneOf } from '../task/due.ts';
import { listColumns, withStatus } from '../task/columns.ts';
import { TaskCard } from '../task/task.ts';
import { isInProject, type ProjectParams } from '../task/in-project.ts';
import { toCard } from '../task/show-task.ts';
import type { ProjectInScope } from './project.ts';
import { type BlockingLink, schedule } from './schedule.ts';

const day = z.iso.date();
const count = z.number().int();

export const Timeline = z
  .strictObject({
    startDate: day.nullable(),
    targetDate: day.nullable(),
    end: day.nullable().describe('When the last task will be done if dependencies cause no further delay.'),
    milestones: z.array(
      z.strictObject({
        id: MilestoneId,
        name: z.string(),
        date: day.nullable(),
        done: z.boolean(),
        total: count,
        closed: count,
      }),
    ),
    tasks: z.array(
      z.strictObject({
        task: TaskCard,
        start: day,
        end: day,
        slipDays: count.describe('Days past its due date.'),
        critical: z.boolean(),
      }),
    ),
    dependencies: z.array(z.strictObject({ taskId: TaskId, otherId: TaskId })).describe('`taskId` blocks `otherId`.'),
    criticalPath: z.array(TaskId).describe('Tasks of the critical path, in order.'),
    hasMore: z.boolean().describe('Whether there are more than the 1,000 returned tasks.'),
  })
  .meta({ id: 'Timeline' });

const maxTasks = 1_000;

/** The data for a Gantt chart of a project: milestones, tasks with dates or dependencies, delays, the critical path. */
export async function readTimeline(
  ctx: TasksContext,
  project: Authorized<ProjectInScope, 'read'>,
): Promise<z.infer<typeof Timeline>> {
  const { organizationId, id: projectId, teamIds, startDate, targetDate } = project;
  const params = { organizationId, projectId, teamIds };
  const [rows, links, milestones, counts, timezone] = await Promise.all([
    timelineTasks(ctx, { ...params, limit: maxTasks + 1 }),
    findLinks(ctx, params),
    ctx.projects.milestonesOf(ctx, { organizationId, projectId }),
    countByMilestone(ctx, params),
    timezoneOf(ctx),
  ]);
  const pageRows = rows.slice(0, maxTasks);
  const dayOf = (moment: string | null) => moment && dayIn(timezone, new Date(moment));
  const planned = schedule(
    pageRows.map((row) => ({
      ...row,
      dueDate: row.dueDate ?? dayOf(row.dueAt),
      startedOn: dayOf(row.startedAt),
      completedOn: dayOf(row.completedAt),
    })),
    links,
    dayIn(timezone, ctx.clock.now()),
  );
  const relations = await taskRelations(ctx, pageRows);
  const tasks = pageRows.flatMap((row) => {
    const span = planned.get(row.id);
    return span ? [{ row, span }] : [];
  });
  const inOrder = tasks.toSorted(
    (a, b) => a.span.start.localeCompare(b.span.start) || a.row.id.localeCompare(b.row.id),
  );
  const counted = new Map(counts.map((one) => [one.milestoneId, one]));
  return {
    startDate,
    targetDate,
    end: inOrder.reduce<string | null>((last, { span }) => (last && last >= span.end ? last : span.end), null),
    milestones: milestones.map(({ id, name, date, isDone }) => {
      const { total = 0, closed = 0 } = counted.get(id) ?? {};
      return { id, name, date, done: isDone, total, closed };
    }),
    tasks: inOrder.map(({ row, span: { start, end, slipDays, isCritical } }) => ({
      task: toCard(row, relations),
      start,
      end,
      slipDays,
      critical: isCritical,
    })),
    dependencies: links.filter(({ taskId, otherId }) => planned.has(taskId) && planned.has(otherId)),
    criticalPath: inOrder.filter(({ span }) => span.isCritical).map(({ row }) => row.id),
    hasMore: rows.length > maxTasks,
  };
}

/** Tasks that have a date or are linked to another task, without cancelled ones. */
const timelineTasks = query<ProjectParams & { limit: number }>()((params) =>
  qb
    .select({ ...listColumns, startedAt: taskTable.startedAt })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        isInProject(params),
        sql`(${taskTable.startDate} is not null or ${taskTable.dueDate} is not null or ${taskTable.dueAt} is not null or exists (
          select from ${dependencyTable} where ${dependencyTable.organizationId} = ${params.organizationId}
            and ${dependencyTable.type} = 'blocks'
            and (${dependencyTable.taskId} = ${taskTable.id} or ${dependencyTable.otherId} = ${taskTable.id})))`,
      ),
    )
    .orderBy(sql`coalesce(${taskTable.startDate}, ${taskTable.dueDate}, ${taskTable.dueAt}::date)`, taskTable.id)
    .limit(params.limit),
);
const findLinks = rawQuery<ProjectParams, BlockingLink>(
  (params) => sql`
    select dependency.task_id as "taskId", dependency.other_id as "otherId" from ${taskTable}
    join ${dependencyTable} on dependency.organization_id = task.organization_id and dependency.task_id = task.id
    where task.organization_id = ${params.organizationId} and task.project_id = ${params.projectId}
      and task.team_id = any(${params.teamIds}) and task.deleted_at is null and dependency.type = 'blocks'
    order by 1, 2`,
);
const countByMilestone = rawQuery<ProjectParams, { milestoneId: MilestoneId; total: number; closed: number }>(
  (params) => sql`
    select milestone_id as "milestoneId", count(*) as total,
      count(*) filter (where status.category = 'done') as closed
    from ${taskTable} join ${statusTable} on status.organization_id = task.organization_id and status.id = task.status_id
    where task.organization_id = ${params.organizationId} and task.project_id = ${params.projectId}
      and task.team_id = any(${params.teamIds}) and task.milestone_id is not null and task.deleted_at is null
      and status.category <> 'cancelled'
    group by milestone_id`,
);
