import { z } from 'zod';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { showTask } from '../task/show-task.ts';
import { Task } from '../task/task.ts';
import { mayWork, ofPart, shownTaskReader, taskReader, taskWorker } from '../task/rules.ts';
import {
  addItem,
  ChecklistItem,
  deleteItem,
  findItem,
  ItemPatch,
  listItems,
  NewItem,
  toItem,
  updateItem,
} from './checklist.ts';
import { itemToTask } from './to-task.ts';

const route = routeOf<TasksContext>();
const itemWorker = ofPart('may work on the item’s task', findItem, mayWork);

export const checklistRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/tasks/{id}/checklist',
    summary: 'List the checklist items of a task',
    rule: taskReader,
    query: z.strictObject({ ...pageQuery, organizationId: z.uuid().optional() }),
    reply: { status: 200, body: pageOf(ChecklistItem) },
    handle: async (ctx, { allowed }) => ({ items: (await listItems(ctx, allowed)).map(toItem), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/tasks/{id}/checklist',
    summary: 'Add a checklist item',
    rule: taskWorker,
    body: NewItem,
    reply: { status: 201, body: ChecklistItem },
    handle: async (ctx, { allowed, body }) => {
      const row = await addItem(ctx, allowed, body);
      return reply(toItem(row), { version: row.version });
    },
  }),
  route({
    method: 'patch',
    path: '/checklist-items/{id}',
    summary: 'Update or complete a checklist item',
    rule: itemWorker,
    repeatable: true,
    body: ItemPatch,
    reply: { status: 200, body: ChecklistItem },
    handle: async (ctx, { allowed, body, ifVersion }) => {
      const row = await updateItem(ctx, allowed, body, ifVersion);
      return reply(toItem(row), { version: row.version });
    },
  }),
  route({
    method: 'post',
    path: '/checklist-items/{id}/to-task',
    summary: 'Convert a checklist item to a subtask',
    rule: itemWorker,
    repeatRule: shownTaskReader,
    reply: { status: 201, body: Task },
    handle: async (ctx, { allowed, ifVersion }) => {
      const row = await itemToTask(ctx, allowed, ifVersion);
      return reply(await showTask(ctx, row), { version: row.version });
    },
  }),
  route({
    method: 'delete',
    path: '/checklist-items/{id}',
    summary: 'Delete a checklist item',
    rule: itemWorker,
    reply: { status: 204 },
    handle: async (ctx, { allowed, ifVersion }) => {
      await deleteItem(ctx, allowed, ifVersion);
    },
  }),
];
