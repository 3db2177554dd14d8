import { organizationReader } from '#platform/http/rules.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { TeamId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { setFavourite } from '../favourites/favourite.ts';
import { Project, type ProjectRow, toProjects } from '../project/project.ts';
import { projectChanger, projectCreator, projectReader, projectRestorer } from '../project/rules.ts';
import { attachTeam, detachTeam } from './attach-team.ts';
import { changeProject, ProjectChange } from './change-project.ts';
import { createProject, NewProject } from './create-project.ts';
import { deleteProject, undeleteProject } from './delete-project.ts';
import { listProjects, ProjectsQuery } from './list-projects.ts';

const route = routeOf<ProjectsContext>();

async function showProject(ctx: ProjectsContext, row: ProjectRow) {
  const [body] = await toProjects(ctx, [row]);
  if (!body) throw new Error('a row gives a project');
  return reply(body, { version: row.version });
}

export const projectRoutes: Route<ProjectsContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/projects',
    mayBeLate: true,
    summary: 'List the projects of the organization',
    rule: organizationReader,
    query: ProjectsQuery,
    reply: { status: 200, body: pageOf(Project) },
    handle: (ctx, { allowed, query }) => listProjects(ctx, allowed, query),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/projects',
    summary: 'Create a project',
    rule: projectCreator,
    body: NewProject,
    reply: { status: 201, body: Project },
    handle: async (ctx, { allowed, body }) => showProject(ctx, await createProject(ctx, allowed, body)),
  }),
  route({
    method: 'get',
    path: '/projects/{id}',
    summary: 'A project',
    rule: projectReader,
    reply: { status: 200, body: Project },
    handle: (ctx, { allowed }) => showProject(ctx, allowed),
  }),
  route({
    method: 'patch',
    path: '/projects/{id}',
    summary: 'Update a project',
    rule: projectChanger,
    body: ProjectChange,
    reply: { status: 200, body: Project },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      showProject(ctx, await changeProject(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/projects/{id}',
    summary: 'Delete a project; for 30 days it can be restored',
    rule: projectChanger,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteProject(ctx, allowed, ifVersion),
  }),
  route({
    method: 'post',
    path: '/projects/{id}/restore',
    summary: 'Restore a deleted project',
    rule: projectRestorer,
    reply: { status: 200, body: Project },
    handle: async (ctx, { allowed }) => showProject(ctx, await undeleteProject(ctx, allowed)),
  }),
  route({
    method: 'put',
    path: '/projects/{id}/favourite',
    summary: 'Add a project to my favourites',
    rule: projectReader,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => setFavourite(ctx, allowed, true),
  }),
  route({
    method: 'delete',
    path: '/projects/{id}/favourite',
    summary: 'Remove a project from my favourites',
    rule: projectReader,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => setFavourite(ctx, allowed, false),
  }),
  route({
    method: 'put',
    path: '/projects/{id}/teams/{teamId}',
    summary: 'Add a team to the project',
    rule: projectChanger,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => attachTeam(ctx, allowed, idParam<TeamId>(params, 'teamId')),
  }),
  route({
    method: 'delete',
    path: '/projects/{id}/teams/{teamId}',
    summary: 'Remove a team from the project',
    rule: projectChanger,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => detachTeam(ctx, allowed, idParam<TeamId>(params, 'teamId')),
  }),
];
