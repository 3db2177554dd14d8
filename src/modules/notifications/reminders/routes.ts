import { z } from 'zod';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import { UserId } from '#platform/ids.ts';
import type { TaskId } from '#modules/tasks';
import type { NotificationsContext } from '../context.ts';
import { service } from '../rules.ts';

const route = routeOf<NotificationsContext>();

const SentReminder = z.strictObject({ userIds: z.array(UserId).describe('Who gets it.') }).meta({ id: 'SentReminder' });

export const reminderRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'post',
    path: '/notifications/reminders/{taskId}',
    summary: 'Remind people of a task now, for services',
    rule: service,
    body: z.strictObject({
      userIds: z.array(UserId).min(1).max(100).optional().describe('Default: assignee and collaborators.'),
    }),
    reply: { status: 202, body: SentReminder },
    handle: (ctx, { params, body }) =>
      ctx.tasks.sendTaskReminder(ctx, { taskId: idParam<TaskId>(params, 'taskId'), userIds: body.userIds ?? null }),
  }),
];
