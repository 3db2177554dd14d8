import { z } from 'zod';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { ProjectsContext } from '../context.ts';
import { projectChanger, projectReader } from '../project/rules.ts';
import { NewUpdate, postUpdate } from './post-update.ts';
import { listUpdates, ProjectUpdate, toUpdates } from './update.ts';

const route = routeOf<ProjectsContext>();

export const updateRoutes: Route<ProjectsContext>[] = [
  route({
    method: 'get',
    path: '/projects/{id}/updates',
    summary: 'List the updates of the project, newest first',
    rule: projectReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(ProjectUpdate) },
    handle: (ctx, { allowed, query }) => listUpdates(ctx, allowed, query),
  }),
  route({
    method: 'post',
    path: '/projects/{id}/updates',
    summary: 'Post a project update',
    rule: projectChanger,
    body: NewUpdate,
    reply: { status: 201, body: ProjectUpdate },
    handle: async (ctx, { allowed, body }) => {
      const [update] = await toUpdates(ctx, [await postUpdate(ctx, allowed, body)]);
      if (!update) throw new Error('a row gives an update');
      return update;
    },
  }),
];
