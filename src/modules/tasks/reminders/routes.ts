import { userIdOf } from '#platform/context.ts';
import { unauthenticated } from '#platform/errors.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { findTask } from '../task/find-task.ts';
import { mayRead } from '../task/rules.ts';
import { NewReminder, Reminder } from './reminder.ts';
import { type OwnReminder, removeReminder, setReminder } from './set-reminder.ts';

const route = routeOf<TasksContext>();

const ownReminder: Rule<TasksContext, OwnReminder> = {
  name: 'may read the task; one’s own reminder',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const userId = userIdOf(ctx.actor);
    if (userId === null) throw unauthenticated();
    return { task: mayRead(ctx, await findTask(ctx, params['id'] ?? '')), userId };
  },
};

export const reminderRoutes: Route<TasksContext>[] = [
  route({
    method: 'put',
    path: '/tasks/{id}/reminder',
    summary: 'Set my reminder of a task',
    rule: ownReminder,
    body: NewReminder,
    reply: { status: 200, body: Reminder },
    handle: async (ctx, { allowed, body, ifVersion }) => {
      const reminder = await setReminder(ctx, allowed, body, ifVersion);
      return reply(reminder, { version: reminder.version });
    },
  }),
  route({
    method: 'delete',
    path: '/tasks/{id}/reminder',
    summary: 'Remove my reminder of a task',
    rule: ownReminder,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => removeReminder(ctx, allowed, ifVersion),
  }),
];
