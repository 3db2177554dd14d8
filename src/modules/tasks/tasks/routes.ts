import { z } from 'zod';
import { teamReader, teamWorker } from '#platform/http/rules.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { colleagueLister, taskLister } from '../lists/rules.ts';
import {
  taskChanger,
  taskDeleter,
  taskEditor,
  taskMover,
  taskReader,
  taskRestorer,
  taskWorker,
} from '../task/rules.ts';

import { type TaskAndNext, meaningOfNext } from '../recurrence/task-and-next.ts';
import { skipDate } from './skip-date.ts';
import { archiveTask } from './archive-task.ts';
import { transferTask, DroppedValue } from './transfer-task.ts';
import { completeTask, reopenTask, WithReason } from './complete-task.ts';
import { createTask, NewTask } from '../task/create-task.ts';
import { deleteTask, restoreTask } from '../task/delete-task.ts';
import { Duplicate, duplicateTask } from './duplicate-task.ts';
import { Board, BoardQuery, readBoard } from '../lists/board.ts';
import { listTasks, TasksQuery } from '../lists/list-tasks.ts';
import { Move, moveTask } from './move-task.ts';
import { MyWork, MyWorkQuery, myWork } from '../lists/my-work.ts';
import { RollUp, rollUp } from './roll-up.ts';
import { showTask } from '../task/show-task.ts';
import { Task, TaskCard } from '../task/task.ts';
import type { TaskRow } from '../task/columns.ts';
import { readWholeTask, WholeTask } from '../page/whole-task.ts';
import { PlacingPatch, updateTask } from './update-task.ts';

const route = routeOf<TasksContext>();
const next = Task.nullable().describe(meaningOfNext);
const SeriesTask = Task.extend({ next }).meta({ id: 'SeriesTask' });
const MovedTask = Task.extend({ next, lost: z.array(DroppedValue) }).meta({ id: 'MovedTask' });
/** A task may be named by its key, together with its organization. */
const byKey = { organizationId: OrganizationId.optional() };

async function show(ctx: TasksContext, row: TaskRow) {
  return reply(await showTask(ctx, row), { version: row.version });
}

async function seriesOf(ctx: TasksContext, { row, next: other }: TaskAndNext) {
  return { ...(await showTask(ctx, row)), next: other && (await showTask(ctx, other)) };
}

async function showSeries(ctx: TasksContext, result: TaskAndNext) {
  return reply(await seriesOf(ctx, result), { version: result.row.version });
}

export const taskRoutes: Route<TasksContext>[] = [
  route({
    method: 'post',
    path: '/teams/{id}/tasks',
    summary: 'Create a task',
    rule: teamWorker,
    body: NewTask,
    reply: { status: 201, body: Task },
    handle: async (ctx, { allowed, body }) => show(ctx, await createTask(ctx, allowed, body)),
  }),
  route({
    method: 'get',
    path: '/teams/{id}/tasks',
    mayBeLate: true,
    summary: 'List the tasks of a team',
    rule: teamReader,
    query: TasksQuery.omit({ organizationId: true, teamId: true }),
    reply: { status: 200, body: pageOf(TaskCard) },
    handle: (ctx, { allowed, query }) => listTasks(ctx, { ...query, teamId: allowed.team.id }),
  }),
  route({
    method: 'get',
    path: '/teams/{id}/board',
    mayBeLate: true,
    summary: 'The columns of the team’s board: how many tasks each has, and the first of them',
    rule: teamReader,
    query: BoardQuery,
    reply: { status: 200, body: Board },
    handle: (ctx, { allowed, query }) => readBoard(ctx, allowed, query),
  }),
  route({
    method: 'get',
    path: '/tasks',
    mayBeLate: true,
    summary: 'List tasks across teams and organizations',
    rule: taskLister,
    query: TasksQuery,
    reply: { status: 200, body: pageOf(TaskCard) },
    handle: (ctx, { query }) => listTasks(ctx, query),
  }),
  route({
    method: 'get',
    path: '/my-work',
    mayBeLate: true,
    summary: 'List my work by due date, and what I am waiting for',
    rule: taskLister,
    query: MyWorkQuery,
    reply: { status: 200, body: MyWork },
    handle: (ctx, { query }) => myWork(ctx, query),
  }),
  route({
    method: 'get',
    path: '/tasks/{id}',
    summary: 'Get a task by id, or by key and organization',
    rule: taskReader,
    query: z.strictObject(byKey),
    reply: { status: 200, body: Task },
    handle: (ctx, { allowed }) => show(ctx, allowed),
  }),
  route({
    method: 'get',
    path: '/tasks/{id}/page',
    summary: 'Get everything the task page shows initially',
    rule: taskReader,
    query: z.strictObject(byKey),
    reply: { status: 200, body: WholeTask },
    handle: async (ctx, { allowed }) => reply(await readWholeTask(ctx, allowed), { version: allowed.version }),
  }),
  route({
    method: 'get',
    path: '/tasks/{id}/roll-up',
    summary: 'Get the progress of a task with all its subtasks',
    rule: taskReader,
    query: z.strictObject(byKey),
    reply: { status: 200, body: RollUp },
    handle: (ctx, { allowed }) => rollUp(ctx, allowed),
  }),
  route({
    method: 'patch',
    path: '/tasks/{id}',
    summary: 'Update a task',
    rule: taskChanger,
    repeatable: true,
    // Who gives a task away may no longer change it.
    repeatRule: taskReader,
    body: PlacingPatch,
    reply: { status: 200, body: SeriesTask },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      showSeries(ctx, await updateTask(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/tasks/{id}',
    summary: 'Move a task to the trash',
    rule: taskDeleter,
    reply: { status: 204 },
    // Its ETag lets a restore undo this deletion and nothing else.
    handle: async (ctx, { allowed, ifVersion }) =>
      reply(undefined, { version: (await deleteTask(ctx, allowed, ifVersion)).version }),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/restore',
    summary: 'Restore a task from the trash',
    rule: taskRestorer,
    reply: { status: 200, body: Task },
    handle: async (ctx, { allowed, ifVersion }) => show(ctx, await restoreTask(ctx, allowed, ifVersion)),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/move',
    summary: 'Move a task on the board, or to another team',
    rule: taskMover,
    body: Move,
    reply: { status: 200, body: MovedTask },
    handle: async (ctx, { allowed: { task, to }, body, ifVersion }) => {
      const result = to
        ? await transferTask(ctx, task, to, body, ifVersion)
        : { ...(await moveTask(ctx, task, body, ifVersion)), dropped: [] };
      return reply({ ...(await seriesOf(ctx, result)), lost: result.dropped }, { version: result.row.version });
    },
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/duplicate',
    summary: 'Duplicate a task',
    rule: taskWorker,
    body: Duplicate,
    reply: { status: 201, body: Task },
    handle: async (ctx, { allowed, body }) => show(ctx, await duplicateTask(ctx, allowed, body)),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/complete',
    summary: 'Complete a task',
    rule: taskWorker,
    body: WithReason,
    reply: { status: 200, body: SeriesTask },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      showSeries(ctx, await completeTask(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/skip',
    summary: 'Skip one date of a recurring task',
    rule: taskEditor,
    body: WithReason,
    reply: { status: 200, body: Task },
    handle: async (ctx, { allowed, body, ifVersion }) => show(ctx, await skipDate(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/reopen',
    summary: 'Reopen a task',
    rule: taskWorker,
    body: WithReason,
    reply: { status: 200, body: SeriesTask },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      showSeries(ctx, await reopenTask(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/archive',
    summary: 'Archive a task',
    rule: taskWorker,
    body: WithReason,
    reply: { status: 200, body: Task },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      show(ctx, await archiveTask(ctx, allowed, true, body.reason, ifVersion)),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/unarchive',
    summary: 'Restore an archived task to the board',
    rule: taskWorker,
    body: WithReason,
    reply: { status: 200, body: Task },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      show(ctx, await archiveTask(ctx, allowed, false, body.reason, ifVersion)),
  }),
  route({
    method: 'get',
    path: '/users/{id}/tasks',
    mayBeLate: true,
    summary: 'List the tasks of a person that I can access',
    rule: colleagueLister,
    query: TasksQuery.omit({ assigneeId: true }),
    reply: { status: 200, body: pageOf(TaskCard) },
    handle: (ctx, { allowed, query }) => listTasks(ctx, { ...query, assigneeId: [allowed] }),
  }),
];
