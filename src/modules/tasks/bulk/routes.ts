import { z } from 'zod';
import { problemOf, ProblemOfOne } from '#platform/http/reply.ts';
import { type Route, routeOf, signedIn } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { TaskId } from '../contract.ts';
import { BulkChange, changeMany, type Outcome } from './change-many.ts';

const route = routeOf<TasksContext>();

const BulkResult = z
  .strictObject({
    id: TaskId,
    status: z.number().int().describe('As the same change of this task alone would be answered.'),
    version: z.number().int().nullable().describe('The task’s version now: an undo names it.'),
    problem: ProblemOfOne.nullable(),
  })
  .meta({ id: 'BulkResult' });

function resultOf({ id, row, problem }: Outcome): z.input<typeof BulkResult> {
  if (problem) {
    const { status, ...told } = problemOf(problem);
    return { id, status, version: null, problem: told };
  }
  return { id, status: 200, version: row?.version ?? null, problem: null };
}

export const bulkRoutes: Route<TasksContext>[] = [
  route({
    method: 'post',
    path: '/tasks/bulk',
    summary: 'Change up to 500 tasks; each by the rules for one, or all or none',
    rule: signedIn,
    body: BulkChange,
    reply: { status: 200, body: z.strictObject({ items: z.array(BulkResult) }) },
    handle: async (ctx, { body }) => ({ items: (await changeMany(ctx, body)).map(resultOf) }),
  }),
];
