import { z } from 'zod';
import { isInstanceAdmin } from '#platform/http/rules.ts';
import { forbidden } from '#platform/errors.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import { UserId } from '#platform/ids.ts';
import type { TaskId } from '#modules/tasks';
import type { NotificationsContext } from '../context.ts';

const route = routeOf<NotificationsContext>();

const sender: Rule<NotificationsContext, void> = {
  name: 'service key, or instance admin',
  credentials: 'required',
  authorize: ({ actor }) => {
    if (actor.kind !== 'service' && !isInstanceAdmin(actor))
      throw forbidden('not-a-service', 'Only services and administrators can do this.');
  },
};
const SentReminder = z.strictObject({ userIds: z.array(UserId).describe('Who gets it.') }).meta({ id: 'SentReminder' });

export const reminderRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'post',
    path: '/notifications/reminders/{taskId}',
    summary: 'Remind people of a task now, for services',
    rule: sender,
    body: z.strictObject({
      userIds: z.array(UserId).min(1).max(100).optional().describe('Default: assignee and collaborators.'),
    }),
    reply: { status: 202, body: SentReminder },
    handle: (ctx, { params, body }) =>
      ctx.tasks.sendTaskReminder(ctx, { taskId: idParam<TaskId>(params, 'taskId'), userIds: body.userIds ?? null }),
  }),
];
