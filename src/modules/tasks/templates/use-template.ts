import { z } from 'zod';
import { Key } from '#modules/teams';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { addDays, dayIn, daysBetween } from '#platform/dates.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import { invalid } from '#platform/errors.ts';
import { CalendarDate } from '#platform/http/fields.ts';
import { newId, type OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ProjectInScope } from '../planning/project.ts';
import { timezoneOf } from '../task/due.ts';
import { taskFields, Title } from '../task/fields.ts';
import { labelsAmong } from '../task/references.ts';
import { partsOfTask } from '../tasks/duplicate-task.ts';
import type { TaskRow } from '../task/columns.ts';
import { createPlannedTasks, maxTasks, planOf, tasksOfProject } from './plan.ts';
import type { DraftedTasks } from './draft.ts';
import { storeTemplate, planFor, type StoredPlan, TemplateName, type TemplateRow } from './template.ts';

export const UseOfProject = z.strictObject({
  name: TemplateName,
  key: Key,
  startDate: CalendarDate.optional().describe('First day of the plan. Default: today.'),
  teamId: TeamId.describe('Team in which the tasks are created.'),
});
export const UseOfTask = z.strictObject({
  title: Title.optional(),
  statusId: taskFields.statusId.optional().describe('Status of the task. Default: the first status.'),
});

/** Stores a project as a plan: its milestones and the tasks of the teams that the caller may read. */
export async function templateOfProject(
  ctx: TasksContext,
  project: Authorized<ProjectInScope, 'read'>,
  name: string,
): Promise<TemplateRow> {
  const { organizationId, id: projectId, teamIds } = project;
  const [rows, milestones] = await Promise.all([
    tasksOfProject(ctx, { organizationId, projectId, teamIds }),
    ctx.projects.milestonesOf(ctx, { organizationId, projectId }),
  ]);
  const dates = [
    ...milestones.map(({ date }) => date),
    ...rows.flatMap(({ startDate, dueDate }) => [startDate, dueDate]),
  ];
  const today = dayIn(await timezoneOf(ctx), ctx.clock.now());
  const firstDay = project.startDate ?? dates.filter((date) => date !== null).toSorted()[0] ?? today;
  const ids = milestones.map(({ id }) => id);
  return storeTemplate(ctx, { organizationId, kind: 'project', teamId: null }, name, {
    description: '',
    milestones: milestones.map((one) => ({
      name: one.name,
      day: one.date === null ? null : daysBetween(firstDay, one.date),
    })),
    tasks: await planOf(ctx, organizationId, rows, firstDay, ids),
  });
}

/** Stores a task with its subtasks as a plan of its team. */
export async function templateOfTask(
  ctx: TasksContext,
  { organizationId, teamId, ...task }: Authorized<TaskRow, 'read'>,
  name: string,
): Promise<TemplateRow> {
  const root = { organizationId, teamId, ...task };
  const rows = [root, ...(await partsOfTask(ctx, root, maxTasks - 1))];
  const today = dayIn(await timezoneOf(ctx), ctx.clock.now());
  return storeTemplate(ctx, { organizationId, kind: 'task', teamId }, name, {
    description: '',
    milestones: [],
    tasks: await planOf(ctx, organizationId, rows, today, []),
  });
}

/** Stores a plan in the request as a template of a team. */
export async function templateOfDraft(
  ctx: TasksContext,
  { organizationId, id: teamId }: TeamInOrganization['team'],
  name: string,
  tasks: DraftedTasks,
): Promise<TemplateRow> {
  const plan = await planOfDraft(ctx, organizationId, tasks);
  return storeTemplate(ctx, { organizationId, kind: 'task', teamId }, name, plan);
}

/**
 * A plan in the request. A label that the plan had `before` may stay although it is deleted: it is omitted when the
 * plan is used.
 * @throws DomainError 422 for a label that the organization does not have.
 */
export async function planOfDraft(
  ctx: TasksContext,
  organizationId: OrganizationId,
  tasks: DraftedTasks,
  before: StoredPlan | null = null,
): Promise<StoredPlan> {
  const existingIds = await labelsAmong(
    ctx,
    organizationId,
    tasks.flatMap(({ labelIds }) => labelIds),
  );
  const existingLabelIds = new Set(before?.tasks.flatMap(({ labelIds }) => labelIds));
  for (const [i, { labelIds }] of tasks.entries()) {
    if (labelIds.every((id) => existingIds.has(id) || existingLabelIds.has(id))) continue;
    throw invalid(`tasks.${i}.labelIds`, 'One of these labels does not exist.');
  }
  return { description: '', milestones: [], tasks: tasks.map((task) => ({ ...task, teamId: null })) };
}

/**
 * Creates a project from a template: first the project with its milestones, then, in one transaction, its tasks. A
 * retry with the same idempotency key finds the project that it created.
 */
export async function createProjectFromTemplate(
  ctx: TasksContext,
  template: TemplateRow,
  team: Authorized<TeamInOrganization, 'work'>,
  { name, key, startDate }: z.output<typeof UseOfProject>,
): Promise<{ projectId: string; tasks: number }> {
  const plan = planFor(ctx.scope, template);
  const firstDay = startDate ?? dayIn(await timezoneOf(ctx), ctx.clock.now());
  const dateOf = (day: number | null) => (day === null ? null : addDays(firstDay, day));
  const call = { actor: ctx.actor, requestId: ctx.requestId, commandId: `template ${ctx.commandId ?? newId()}` };
  const { projectId, milestoneIds } = await ctx.projects.startProject(call, {
    organizationId: template.organizationId,
    name,
    key,
    startDate: firstDay,
    teamIds: [team.team.id],
    milestones: plan.milestones.map((one) => ({ name: one.name, date: dateOf(one.day) })),
  });
  const task = await retryOnCollision(ctx, (inTx) =>
    createPlannedTasks(inTx, team, plan.tasks, { firstDay, projectId, milestoneIds }),
  );
  return { projectId, tasks: task.length };
}

/** Creates the task of a template, with its subtasks. */
export async function createTaskFromTemplate(
  ctx: TasksContext,
  template: TemplateRow,
  team: Authorized<TeamInOrganization, 'work'>,
  { title, statusId }: z.output<typeof UseOfTask>,
): Promise<TaskRow> {
  const [root, ...parts] = planFor(ctx.scope, template).tasks;
  if (!root) throw new Error(`the template ${template.id} has no task`);
  const tasks = [{ ...root, title: title ?? root.title }, ...parts];
  const firstDay = dayIn(await timezoneOf(ctx), ctx.clock.now());
  return retryOnCollision(ctx, async (inTx) => {
    const [task] = await createPlannedTasks(inTx, team, tasks, {
      firstDay,
      projectId: null,
      milestoneIds: [],
      statusId: statusId ?? null,
    });
    if (!task) throw new Error('a plan of one task makes one');
    const direct = tasks.filter(({ parent }) => parent === 0).length;
    return { ...task, checklistTotal: root.checklist.length, subtaskTotal: direct };
  });
}
