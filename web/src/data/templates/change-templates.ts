import { api, body, ifVersion, once, versioned } from '../../api/client.ts';
import { isProblem } from '../../lib/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Project, Task, Template, TemplateCard } from '../../api/types.ts';
import { tasks } from '../tasks/tasks.ts';
import { isSamePlan, type Plan } from './plan.ts';
import { keys as projectKeys } from '../projects/keys.ts';
import { keys } from './keys.ts';

/** Saves a task with its subtasks and checklist as a template. @throws Problem `too-many-templates`. */
export async function saveTaskAsTemplate(
  { id: taskId, teamId }: Pick<Task, 'id' | 'teamId'>,
  name: string,
): Promise<void> {
  const params = { path: { id: teamId } };
  await body(api.POST('/teams/{id}/task-templates', { params, body: { name, taskId } }));
  await refresh(teamId);
}

/** Saves a project with its milestones, tasks and dependencies as a template. @throws Problem `too-many-templates`. */
export async function saveProjectAsTemplate(
  { id: projectId, organizationId }: Pick<Project, 'id' | 'organizationId'>,
  name: string,
): Promise<void> {
  const params = { path: { id: organizationId } };
  await body(api.POST('/organizations/{id}/project-templates', { params, body: { name, projectId } }));
  await refresh(organizationId);
}

/** A complete template, with its version if known. */
export interface WholeTemplate {
  readonly template: Template;
  readonly version: number | null;
}

export async function loadTaskTemplate({ id }: Pick<TemplateCard, 'id'>): Promise<WholeTemplate> {
  const { version = null, ...template } = await versioned(
    api.GET('/task-templates/{id}', { params: { path: { id } } }),
  );
  return { template, version };
}

/** @throws Problem `too-many-templates`. */
export async function createTaskTemplate(teamId: string, draft: Plan): Promise<void> {
  await body(api.POST('/teams/{id}/task-templates', { params: { path: { id: teamId } }, body: draft }));
  await refresh(teamId);
}

const maxAttempts = 4;

/**
 * Writes a task template that was edited from `base`.
 * @returns true once it is written; the current template if somebody else changed it meanwhile, and nothing is written
 * then.
 */
export async function changeTaskTemplate(
  teamId: string,
  base: WholeTemplate,
  draft: Plan,
): Promise<true | WholeTemplate> {
  const { id } = base.template;
  let { version } = base;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const call = { params: { path: { id } }, body: draft, ...ifVersion(version) };
      await body(api.PATCH('/task-templates/{id}', call));
      await refresh(teamId);
      return true;
    } catch (error) {
      if (!isProblem(error, 'stale') || attempt === maxAttempts) throw error;
      const latest = await loadTaskTemplate(base.template);
      if (!isSamePlan(latest.template, base.template)) return latest;
      version = latest.version;
    }
  }
}

export async function renameProjectTemplate({ id, organizationId }: TemplateCard, name: string): Promise<void> {
  await body(api.PATCH('/project-templates/{id}', { params: { path: { id } }, body: { name } }));
  await refresh(organizationId);
}

export async function deleteTemplate({ id, organizationId, teamId }: TemplateCard): Promise<void> {
  const params = { path: { id } };
  await (teamId === null
    ? body(api.DELETE('/project-templates/{id}', { params }))
    : body(api.DELETE('/task-templates/{id}', { params })));
  await refresh(teamId ?? organizationId);
}

/** Creates a task from a template, with a column and a title if given; once per attempt. */
export async function makeFromTemplate(
  { id }: TemplateCard,
  values: { readonly title?: string; readonly statusId?: string },
  attempt: string,
): Promise<Task> {
  const call = { params: { path: { id } }, body: values, ...once(attempt) };
  const task = await body(api.POST('/task-templates/{id}/use', call));
  tasks.put([task]);
  return task;
}

export interface NewProject {
  readonly name: string;
  readonly key: string;
  readonly startDate: string;
  readonly teamId: string;
}

/** Creates a project from a template, once per attempt. @throws Problem `key-taken`. @returns the project's id. */
export async function beginProject(
  { id, organizationId }: TemplateCard,
  draft: NewProject,
  attempt: string,
): Promise<string> {
  const call = { params: { path: { id } }, body: draft, ...once(attempt) };
  const { projectId } = await body(api.POST('/project-templates/{id}/use', call));
  await queryClient.invalidateQueries({ queryKey: projectKeys.within(organizationId) });
  return projectId;
}

async function refresh(ownerId: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: keys.of(ownerId) });
}
