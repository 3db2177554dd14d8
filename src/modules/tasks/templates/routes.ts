import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import {
  administerOrganization,
  organizationMember,
  readTeam,
  teamReader,
  type TeamInOrganization,
  teamWorker,
  useOrganization,
  workInTeam,
} from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { invalid } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import { ProjectId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { TaskId, type TemplateId } from '../contract.ts';
import { projectInScope } from '../planning/project.ts';
import { mayRead } from '../task/rules.ts';
import { findTask } from '../task/find-task.ts';
import { showTask } from '../task/show-task.ts';
import { Task } from '../task/task.ts';
import { DraftedTasks } from './draft.ts';
import {
  changeTemplate,
  deleteTemplate,
  findTemplate,
  listTemplates,
  StoredPlan,
  Template,
  TemplateCard,
  TemplateName,
  type TemplateRow,
  toTemplate,
} from './template.ts';
import {
  createProjectFromTemplate,
  createTaskFromTemplate,
  planOfDraft,
  templateOfDraft,
  templateOfProject,
  templateOfTask,
  UseOfProject,
  UseOfTask,
} from './use-template.ts';

const route = routeOf<TasksContext>();
const Rename = z.strictObject({ name: TemplateName });
const TaskTemplateOf = z.union([
  z.strictObject({ name: TemplateName, taskId: TaskId }),
  z.strictObject({ name: TemplateName, tasks: DraftedTasks }),
]);
const TaskTemplateChange = z
  .strictObject({ name: TemplateName, tasks: DraftedTasks })
  .partial()
  .refine(({ name, tasks }) => name !== undefined || tasks !== undefined, 'give a name or tasks');

const projectTemplateUser: Rule<TasksContext, TemplateRow> = {
  name: 'member of the template’s organization',
  credentials: 'required',
  authorize: (ctx, { params }) => findTemplate(ctx, idParam<TemplateId>(params), 'project'),
};
const projectTemplateOwner: Rule<TasksContext, TemplateRow> = {
  name: 'creator of the template, or owner or admin of the organization',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await findTemplate(ctx, idParam<TemplateId>(params), 'project');
    if (row.createdBy !== userIdOf(ctx.actor)) administerOrganization(ctx.scope, row.organizationId);
    return row;
  },
};
const taskTemplateReader: Rule<TasksContext, TemplateRow> = {
  name: 'may read the template’s team',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await findTemplate(ctx, idParam<TemplateId>(params), 'task');
    readTeam(ctx.scope, idParam({ id: row.teamId ?? '' }));
    return row;
  },
};
const taskTemplateUser: Rule<TasksContext, { row: TemplateRow; team: Authorized<TeamInOrganization, 'work'> }> = {
  name: 'may work in the template’s team',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await findTemplate(ctx, idParam<TemplateId>(params), 'task');
    return { row, team: workInTeam(ctx.scope, idParam({ id: row.teamId ?? '' })) };
  },
};

const show = (ctx: TasksContext, row: TemplateRow) => reply(toTemplate(ctx.scope, row), { version: row.version });

export const templateRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/project-templates',
    summary: 'List project templates',
    rule: organizationMember,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(TemplateCard) },
    handle: async (ctx, { allowed }) => ({
      items: await listTemplates(ctx, { organizationId: allowed.id, kind: 'project', teamId: null }),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/project-templates',
    summary: 'Save a project as a template',
    rule: organizationMember,
    body: z.strictObject({ name: TemplateName, projectId: ProjectId }),
    reply: { status: 201, body: Template },
    handle: async (ctx, { allowed, body }) => {
      const project = await projectInScope(ctx, body.projectId);
      if (project?.organizationId !== allowed.id) throw invalid('projectId', 'This project does not exist.');
      return show(ctx, await templateOfProject(ctx, project, body.name));
    },
  }),
  route({
    method: 'get',
    path: '/project-templates/{id}',
    summary: 'Get a template with all its tasks',
    rule: projectTemplateUser,
    reply: { status: 200, body: Template },
    handle: async (ctx, { allowed }) => show(ctx, allowed),
  }),
  route({
    method: 'patch',
    path: '/project-templates/{id}',
    summary: 'Rename a template',
    rule: projectTemplateOwner,
    body: Rename,
    reply: { status: 200, body: Template },
    handle: async (ctx, { allowed, body, ifVersion }) => show(ctx, await changeTemplate(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/project-templates/{id}',
    summary: 'Delete a plan; projects made of it stay',
    rule: projectTemplateOwner,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteTemplate(ctx, allowed, ifVersion),
  }),
  route({
    method: 'post',
    path: '/project-templates/{id}/use',
    summary: 'Create a project from a template, with its milestones, tasks and dependencies',
    rule: projectTemplateUser,
    body: UseOfProject,
    reply: { status: 201, body: z.strictObject({ projectId: ProjectId, tasks: z.number().int() }) },
    handle: (ctx, { allowed, body }) => {
      useOrganization(ctx.scope, allowed.organizationId);
      const team = workInTeam(ctx.scope, body.teamId);
      if (team.organization.id !== allowed.organizationId)
        throw invalid('teamId', 'That team is in another organization.');
      return createProjectFromTemplate(ctx, allowed, team, body);
    },
  }),
  route({
    method: 'get',
    path: '/teams/{id}/task-templates',
    summary: 'List task templates',
    rule: teamReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(TemplateCard) },
    handle: async (ctx, { allowed: { organization, team } }) => ({
      items: await listTemplates(ctx, { organizationId: organization.id, kind: 'task', teamId: team.id }),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/teams/{id}/task-templates',
    summary: 'Save a task with its subtasks as a template, or create a template',
    rule: teamWorker,
    body: TaskTemplateOf,
    reply: { status: 201, body: Template },
    handle: async (ctx, { allowed, body }) => {
      if ('tasks' in body) return show(ctx, await templateOfDraft(ctx, allowed.team, body.name, body.tasks));
      const task = mayRead(ctx, await findTask(ctx, body.taskId));
      if (task.teamId !== allowed.team.id) throw invalid('taskId', 'That task is in another team.');
      return show(ctx, await templateOfTask(ctx, task, body.name));
    },
  }),
  route({
    method: 'get',
    path: '/task-templates/{id}',
    summary: 'Get a template with all its tasks',
    rule: taskTemplateReader,
    reply: { status: 200, body: Template },
    handle: async (ctx, { allowed }) => show(ctx, allowed),
  }),
  route({
    method: 'patch',
    path: '/task-templates/{id}',
    summary: 'Update a task template',
    rule: taskTemplateUser,
    body: TaskTemplateChange,
    reply: { status: 200, body: Template },
    handle: async (ctx, { allowed: { row }, body: { name, tasks }, ifVersion }) => {
      const before = StoredPlan.parse(row.plan);
      const plan = tasks && (await planOfDraft(ctx, row.organizationId, tasks, before));
      return show(ctx, await changeTemplate(ctx, row, { name, plan }, ifVersion));
    },
  }),
  route({
    method: 'delete',
    path: '/task-templates/{id}',
    summary: 'Delete a plan',
    rule: taskTemplateUser,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteTemplate(ctx, allowed.row, ifVersion),
  }),
  route({
    method: 'post',
    path: '/task-templates/{id}/use',
    summary: 'Create a task from a template',
    rule: taskTemplateUser,
    body: UseOfTask,
    reply: { status: 201, body: Task },
    handle: async (ctx, { allowed: { row, team }, body }) => {
      const task = await createTaskFromTemplate(ctx, row, team, body);
      return reply(await showTask(ctx, task), { version: task.version });
    },
  }),
];
