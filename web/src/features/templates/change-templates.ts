import { api, body, ifVersion, once, versioned } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Project, Task, Template, TemplateCard } from '../../api/types.ts';
import { tasks } from '../tasks/tasks.ts';
import type { PlannedTask } from './plan.ts';

/** Keeps a task with its subtasks and steps. @throws Problem `too-many-templates`. */
export async function keepTask({ id: taskId, teamId }: Pick<Task, 'id' | 'teamId'>, name: string): Promise<void> {
  const params = { path: { id: teamId } };
  await body(api.POST('/teams/{id}/task-templates', { params, body: { name, taskId } }));
  await readAnew(teamId);
}

/** Keeps a project with its milestones, tasks and what waits for what. @throws Problem `too-many-templates`. */
export async function keepProject(
  { id: projectId, organizationId }: Pick<Project, 'id' | 'organizationId'>,
  name: string,
): Promise<void> {
  const params = { path: { id: organizationId } };
  await body(api.POST('/organizations/{id}/project-templates', { params, body: { name, projectId } }));
  await readAnew(organizationId);
}

/** A plan whole, with the version that it was read in, where that is known. */
export interface WholeTemplate {
  readonly template: Template;
  readonly version: number | null;
}

export async function loadTaskTemplate({ id }: TemplateCard): Promise<WholeTemplate> {
  const { version = null, ...template } = await versioned(
    api.GET('/task-templates/{id}', { params: { path: { id } } }),
  );
  return { template, version };
}

/** Writes a plan of a task, or writes one anew. @throws Problem `stale` where others changed it since it was read. */
export async function writeTaskTemplate(
  teamId: string,
  before: WholeTemplate | undefined,
  draft: { readonly name: string; readonly tasks: PlannedTask[] },
): Promise<void> {
  if (before) {
    const params = { path: { id: before.template.id } };
    await body(api.PATCH('/task-templates/{id}', { params, body: draft, ...ifVersion(before.version) }));
  } else {
    await body(api.POST('/teams/{id}/task-templates', { params: { path: { id: teamId } }, body: draft }));
  }
  await readAnew(teamId);
}

export async function renameProjectTemplate({ id, organizationId }: TemplateCard, name: string): Promise<void> {
  await body(api.PATCH('/project-templates/{id}', { params: { path: { id } }, body: { name } }));
  await readAnew(organizationId);
}

export async function deleteTemplate({ id, organizationId, teamId }: TemplateCard): Promise<void> {
  const params = { path: { id } };
  await (teamId === null
    ? body(api.DELETE('/project-templates/{id}', { params }))
    : body(api.DELETE('/task-templates/{id}', { params })));
  await readAnew(teamId ?? organizationId);
}

/** Makes the task of a plan, in a column and with a title of its own where they are named. */
export async function makeFromTemplate(
  { id }: TemplateCard,
  place: { readonly title?: string; readonly statusId?: string } = {},
): Promise<Task> {
  const call = { params: { path: { id } }, body: place, ...once(crypto.randomUUID()) };
  const made = await body(api.POST('/task-templates/{id}/use', call));
  tasks.put([made]);
  return made;
}

export interface NewProject {
  readonly name: string;
  readonly key: string;
  readonly startDate: string;
  readonly teamId: string;
}

/** Begins a project by a plan. @throws Problem `key-taken`. @returns the project's id. */
export async function beginProject({ id, organizationId }: TemplateCard, draft: NewProject): Promise<string> {
  const call = { params: { path: { id } }, body: draft, ...once(crypto.randomUUID()) };
  const { projectId } = await body(api.POST('/project-templates/{id}/use', call));
  await queryClient.invalidateQueries({ queryKey: ['projects', organizationId] });
  return projectId;
}

async function readAnew(place: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['templates', place] });
}
