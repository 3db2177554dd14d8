import { z } from 'zod';
import { organizationMember, teamReader } from '#platform/http/rules.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { colleague } from '../lists/rules.ts';
import { taskReader } from '../task/rules.ts';
import { LogEntry, readOrganizationLog, readTaskLog, readTeamLog, readUserLog } from './read-log.ts';

const route = routeOf<TasksContext>();
const paged = z.strictObject(pageQuery);
const page = { status: 200, body: pageOf(LogEntry) };

export const logRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/tasks/{id}/log',
    mayBeLate: true,
    summary: 'Get the history of a task',
    rule: taskReader,
    query: z.strictObject({ ...pageQuery, organizationId: OrganizationId.optional() }),
    reply: page,
    handle: (ctx, { allowed, query }) => readTaskLog(ctx, allowed, query),
  }),
  route({
    method: 'get',
    path: '/teams/{id}/log',
    mayBeLate: true,
    summary: 'Get the history of a team’s tasks',
    rule: teamReader,
    query: paged,
    reply: page,
    handle: (ctx, { allowed, query }) => readTeamLog(ctx, allowed, query),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/log',
    mayBeLate: true,
    summary: 'Get the history of all tasks I can access',
    rule: organizationMember,
    query: paged,
    reply: page,
    handle: (ctx, { allowed, query }) => readOrganizationLog(ctx, allowed, query),
  }),
  route({
    method: 'get',
    path: '/users/{id}/log',
    mayBeLate: true,
    summary: 'Get the changes of a person in tasks I can access',
    rule: colleague,
    query: paged,
    reply: page,
    handle: (ctx, { allowed, query }) => readUserLog(ctx, allowed, query),
  }),
];
