import { z } from 'zod';
import type { TaskId } from '#modules/tasks';
import { DomainError } from '#platform/errors.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import { readTeam } from '#platform/http/rules.ts';
import type { TeamId, UserId } from '#platform/ids.ts';
import { callOf } from '#platform/modules/contract.ts';
import type { Subject } from '#platform/realtime/presence/subject.ts';
import type { NotificationsContext } from '../context.ts';
import { inboxOwner } from '../rules.ts';
import { listenerOf } from '../stream/listener.ts';
import { showPresence, TaskPresence } from './task-presence.ts';

const route = routeOf<NotificationsContext>();

interface Viewing {
  readonly userId: UserId;
  readonly subject: Subject;
}
type ViewingRule = Rule<NotificationsContext, Viewing>;

const taskViewer: ViewingRule = {
  name: 'may read the task',
  credentials: 'required',
  async authorize(ctx, request) {
    const { userId } = await inboxOwner.authorize(ctx, request);
    const id = idParam<TaskId>(request.params);
    try {
      const task = await ctx.tasks.readableTask(callOf(ctx), { taskId: id });
      return { userId, subject: { kind: 'task', id, ...task } };
    } catch (error) {
      // Deleted, or moved to where the caller may not read it.
      if (error instanceof DomainError) ctx.presence.leave(userId, id);
      throw error;
    }
  },
};

const boardViewer: ViewingRule = {
  name: 'may read the team',
  credentials: 'required',
  async authorize(ctx, request) {
    const { userId } = await inboxOwner.authorize(ctx, request);
    const id = idParam<TeamId>(request.params);
    const { organization } = readTeam(ctx.scope, id);
    return { userId, subject: { kind: 'board', id, organizationId: organization.id, teamId: id, projectId: null } };
  },
};

const tab = z
  .string()
  .regex(/^[\w-]{1,64}$/, 'up to 64 letters, digits, _ and -')
  .default('page')
  .describe('Distinguishes the open pages of one person. It stays the same for a page.');

export const presenceRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'post',
    path: '/tasks/{id}/presence',
    summary: 'Say that I look at a task, every 15 seconds, and read who else does',
    rule: taskViewer,
    body: z.strictObject({
      tab,
      typing: z
        .boolean()
        .default(false)
        .describe('I write a comment. Holds for 8 seconds, or until a request without it.'),
    }),
    reply: { status: 200, body: TaskPresence },
    isHeartbeat: true,
    handle: async (ctx, { allowed: { userId, subject }, body }) => {
      ctx.presence.heartbeat({ listener: listenerOf(ctx, userId), subject, tab: body.tab, isTyping: body.typing });
      return showPresence(ctx.people, subject, ctx.presence.viewersOf(subject.id));
    },
  }),
  route({
    method: 'post',
    path: '/teams/{id}/presence',
    summary: 'Say that I look at the board of a team, every 15 seconds, and read who looks at its tasks',
    rule: boardViewer,
    body: z.strictObject({ tab }),
    reply: { status: 200, body: z.strictObject({ tasks: z.array(TaskPresence) }) },
    isHeartbeat: true,
    handle: async (ctx, { allowed: { userId, subject }, body }) => {
      ctx.presence.heartbeat({ listener: listenerOf(ctx, userId), subject, tab: body.tab, isTyping: false });
      const tasks = ctx.presence.viewedTasks(subject.teamId);
      return {
        tasks: await Promise.all(tasks.map((task) => showPresence(ctx.people, task, ctx.presence.viewersOf(task.id)))),
      };
    },
  }),
  route({
    method: 'post',
    path: '/presence/leave',
    summary: 'Say that a page of mine no longer shows the task or board that it named with this tab',
    rule: inboxOwner,
    body: z.strictObject({ tab }),
    reply: { status: 204 },
    isHeartbeat: true,
    handle: async (ctx, { allowed: { userId }, body }) => ctx.presence.closeTab(userId, body.tab),
  }),
];
