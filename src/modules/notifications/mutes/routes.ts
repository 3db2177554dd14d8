import { z } from 'zod';
import type { TaskId } from '#modules/tasks';
import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { notFound } from '#platform/errors.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { ProjectId } from '#platform/ids.ts';
import { callOf } from '#platform/modules/contract.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import type { NotificationsContext } from '../context.ts';
import { mutableKinds } from '../contract.ts';
import { readsProject } from '../policy.ts';
import { inboxOwner } from '../rules.ts';
import { listMutes } from './list-mutes.ts';
import { isMutedBy, type Mutable, mute, unmute } from './mute.ts';

const route = routeOf<NotificationsContext>();
type MuteRule = Rule<NotificationsContext, Authorized<Mutable, 'mute'>>;

const taskReader: MuteRule = {
  name: 'may read the task',
  credentials: 'required',
  async authorize(ctx, request) {
    const { userId } = await inboxOwner.authorize(ctx, request);
    const taskId = idParam<TaskId>(request.params);
    const { organizationId } = await ctx.tasks.readableTask(callOf(ctx), { taskId });
    return authorized<'mute', Mutable>({ userId, organizationId, kind: 'task', subjectId: taskId });
  },
};

const projectReader: MuteRule = {
  name: 'may read the project',
  credentials: 'required',
  async authorize(ctx, request) {
    const { userId } = await inboxOwner.authorize(ctx, request);
    const projectId = idParam<ProjectId>(request.params);
    const project = await ctx.projects.project(callOf(ctx), { projectId });
    const organization = project && ctx.scope.organization(project.organizationId);
    if (!organization || !readsProject(organization, projectId)) throw notFound();
    return authorized<'mute', Mutable>({
      userId,
      organizationId: organization.id,
      kind: 'project',
      subjectId: projectId,
    });
  },
};

const Muted = z.strictObject({ isMuted: z.boolean() }).meta({ id: 'Muted' });

const muteRoutesOf = (path: '/tasks/{id}/mute' | '/projects/{id}/mute', noun: string, rule: MuteRule) => [
  route({
    method: 'get',
    path,
    summary: `Whether I have muted the ${noun}`,
    rule,
    reply: { status: 200, body: Muted },
    handle: async (ctx, { allowed }) => ({ isMuted: await isMutedBy(ctx, allowed) }),
  }),
  route({
    method: 'put',
    path,
    summary: `Mute a ${noun}: no notifications about it, but my own reminders`,
    rule,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => mute(ctx, allowed),
  }),
  route({
    method: 'delete',
    path,
    summary: `Unmute a ${noun}`,
    rule,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => unmute(ctx, allowed),
  }),
];

const MutedSubject = z
  .strictObject({
    kind: z.enum(mutableKinds),
    id: z.string(),
    key: z.string(),
    name: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'MutedSubject' });

export const muteRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/notifications/mutes',
    summary: 'What I have muted',
    rule: inboxOwner,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(MutedSubject) },
    handle: (ctx, { allowed, query }) => listMutes(ctx, allowed.userId, query),
  }),
  ...muteRoutesOf('/tasks/{id}/mute', 'task', taskReader),
  ...muteRoutesOf('/projects/{id}/mute', 'project', projectReader),
];
