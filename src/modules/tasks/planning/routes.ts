import { organizationMember, teamReader } from '#platform/http/rules.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { Progress, readProgress } from './progress.ts';
import { projectPlanReader } from './project.ts';
import { readStatistics, Statistics } from './statistics.ts';
import { readTimeline, Timeline } from './timeline.ts';

const route = routeOf<TasksContext>();

export const planningRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/projects/{id}/progress',
    mayBeLate: true,
    summary: 'Get progress, burn-up and forecast of a project',
    rule: projectPlanReader,
    reply: { status: 200, body: Progress },
    handle: (ctx, { allowed }) => readProgress(ctx, allowed),
  }),
  route({
    method: 'get',
    path: '/projects/{id}/timeline',
    mayBeLate: true,
    summary: 'Get the timeline of a project',
    rule: projectPlanReader,
    reply: { status: 200, body: Timeline },
    handle: (ctx, { allowed }) => readTimeline(ctx, allowed),
  }),
  route({
    method: 'get',
    path: '/teams/{id}/statistics',
    mayBeLate: true,
    summary: 'Get statistics of a team',
    rule: teamReader,
    reply: { status: 200, body: Statistics },
    handle: (ctx, { allowed: { organization, team } }) => readStatistics(ctx, organization.id, [team]),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/statistics',
    mayBeLate: true,
    summary: 'Get statistics of the teams I can access',
    rule: organizationMember,
    reply: { status: 200, body: Statistics },
    handle: (ctx, { allowed }) => readStatistics(ctx, allowed.id, allowed.readableTeams()),
  }),
];
