import { type Route, routeOf, signedIn } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { Preview, PreviewQuery, previewDates } from './preview.ts';

const route = routeOf<TasksContext>();

export const recurrenceRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/recurrence/preview',
    summary: 'Preview the next dates of a recurrence rule',
    rule: signedIn,
    query: PreviewQuery,
    reply: { status: 200, body: Preview },
    handle: (ctx, { query }) => previewDates(ctx, query),
  }),
];
