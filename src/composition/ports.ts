import { InviteId } from '#modules/teams';
import { orWithout } from '#platform/degraded.ts';
import type { Streams } from '#platform/realtime/streams.ts';
import type { AuthDependencies } from '../modules/auth/module.ts';
import type { TasksDependencies } from '../modules/tasks/module.ts';
import type { TeamsDependencies } from '../modules/teams/module.ts';
import type { ModuleApis } from './module-apis.ts';

/**
 * What auth needs from the modules above it. While one of them is away, what depends on it is refused: an account must
 * not be deleted, nor an export of personal data be complete, without asking every module.
 */
export function authPorts(apis: () => ModuleApis): AuthDependencies['ports'] {
  return {
    findInvite: (ctx, token) => apis().teams.findInvite(ctx, { token }),
    openInvites: async (ctx, email) => (await apis().teams.openInvites(ctx, { email })).inviteIds,
    acceptInvite: (ctx, inviteId, userId) =>
      apis().teams.acceptInvite(ctx, { inviteId: InviteId.parse(inviteId), userId }),
    activeTasks: async (ctx, userId) => (await apis().tasks.activeTasksOf(ctx, { userId })).count,
    async handOverTasks(ctx, userId, successorId) {
      await apis().tasks.handOver(ctx, { organizationId: null, userId, successorId });
    },
    isLastOwner: async (ctx, userId) => (await apis().teams.isLastOwner(ctx, { userId })).isLastOwner,
    async leaveOrganizations(ctx, userId) {
      await apis().teams.leaveAll(ctx, { userId });
    },
    colleagues: (ctx, query) => apis().teams.colleagues(ctx, query),
    areColleagues: async (ctx, otherId) => (await apis().teams.areColleagues(ctx, { otherId })).areColleagues,
    async personalData(ctx, userId) {
      const input = { userId };
      const { teams, projects, tasks, notifications } = apis();
      const [belonging, plans, work, notificationData] = await Promise.all([
        teams.personalData(ctx, input),
        projects.personalData(ctx, input),
        tasks.personalData(ctx, input),
        notifications.personalData(ctx, input),
      ]);
      return { ...belonging, ...plans, ...work, ...notificationData };
    },
  };
}

/** What teams needs from the modules above it. */
export function teamsPorts(apis: () => ModuleApis): TeamsDependencies['ports'] {
  return {
    openTasks: async (ctx, { organizationId, userId }) =>
      (await apis().tasks.openTasksOf(ctx, { organizationId, userId })).count,
    async handOverTasks(ctx, leaver) {
      await apis().tasks.handOver(ctx, leaver);
    },
    // Without the module nothing of it can be done, so nothing of it is offered.
    projectPermissions: (ctx, subject) =>
      orWithout(apis().projects.permissions(ctx, subject), () => ({ makeProjects: false, project: null })),
    taskPermissions: (ctx, subject) =>
      orWithout(apis().tasks.permissions(ctx, subject), () => ({ makeLabels: false, importTasks: false, team: null })),
  };
}

/** What tasks needs from the module above it, and from the event streams. */
export function tasksPorts(
  apis: () => ModuleApis,
  streams: Pick<Streams, 'newestEventId'>,
): TasksDependencies['ports'] {
  return {
    newestEventId: streams.newestEventId,
    isMuted: (ctx, subject) =>
      orWithout<boolean | null>(
        apis()
          .notifications.isMuted(ctx, subject)
          .then(({ isMuted }) => isMuted),
        () => null,
      ),
  };
}
