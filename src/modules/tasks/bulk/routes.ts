import { z } from 'zod';
import { problemOf, ProblemOfOne } from '#platform/http/reply.ts';
import { type Route, routeOf, type Rule, signedIn } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { TaskId } from '../contract.ts';
import { mayRead } from '../task/rules.ts';
import { meaningOfNext } from '../recurrence/task-and-next.ts';
import { taskRelations, type TaskRelations } from '../task/task-relations.ts';
import { findTask } from '../task/find-task.ts';
import { TaskCard } from '../task/task.ts';
import { toCard } from '../task/show-task.ts';
import { BulkChange, changeMany, type Outcome } from './change-many.ts';

const route = routeOf<TasksContext>();

const BulkResult = z
  .strictObject({
    id: TaskId,
    status: z.number().int().describe('Status code of the same change for a single task.'),
    version: z.number().int().nullable().describe('The current version of the task; required for an undo.'),
    problem: ProblemOfOne.nullable(),
    next: TaskCard.nullable().describe(meaningOfNext),
  })
  .meta({ id: 'BulkResult' });

async function resultsOf(ctx: TasksContext, outcomes: readonly Outcome[]): Promise<z.input<typeof BulkResult>[]> {
  const relations = await taskRelations(
    ctx,
    outcomes.flatMap(({ result: outcome }) => outcome?.next ?? []),
  );
  return outcomes.map((outcome) => resultOf(outcome, relations));
}

function resultOf({ id, result: outcome, problem }: Outcome, relations: TaskRelations): z.input<typeof BulkResult> {
  if (problem) {
    const { status, ...details } = problemOf(problem);
    return { id, status, version: null, problem: details, next: null };
  }
  const next = outcome?.next ? toCard(outcome.next, relations) : null;
  return { id, status: 200, version: outcome?.row.version ?? null, problem: null, next };
}

/** Results for tasks that the caller may no longer read are not repeated. */
const resultsReader: Rule<TasksContext, void> = {
  name: 'may read every task that was changed',
  credentials: 'required',
  authorize: async (ctx, { reply: body }) => {
    const { items } = z.object({ items: z.array(z.object({ id: z.string(), status: z.number() })) }).parse(body);
    const changed = items.filter(({ status }) => status === 200);
    await Promise.all(changed.map(async ({ id }) => mayRead(ctx, await findTask(ctx, id, undefined, true))));
  },
};

export const bulkRoutes: Route<TasksContext>[] = [
  route({
    method: 'post',
    path: '/tasks/bulk',
    summary: 'Update up to 500 tasks, each on its own or all or none',
    rule: signedIn,
    repeatRule: resultsReader,
    body: BulkChange,
    reply: { status: 200, body: z.strictObject({ items: z.array(BulkResult) }) },
    handle: async (ctx, { body }) => ({ items: await resultsOf(ctx, await changeMany(ctx, body)) }),
  }),
];
