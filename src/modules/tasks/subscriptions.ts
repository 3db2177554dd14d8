import type { projectsContract } from '#modules/projects';
import type { teamsContract } from '#modules/teams';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { RetryPolicy } from '#platform/jobs/queue.ts';
import type { TasksContext } from './context.ts';
import type { tasksContract } from './contract.ts';
import { runImport } from './imports/run-import.ts';
import { forgetMilestone, forgetProject, purgeOrganization, purgeTeam } from './purge/purge.ts';

type LowerEvent = EventOf<typeof teamsContract.events & typeof projectsContract.events>;
type Purged = Extract<
  LowerEvent,
  { type: 'organization.purged' | 'team.purged' | 'project.purged' | 'milestone.deleted' }
>;
type OwnEvent = EventOf<typeof tasksContract.events>;

const importRetry: RetryPolicy = { retryLimit: 6, delaySeconds: 2, longestDelaySeconds: 120 };

export const subscriptions: Subscription<TasksContext>[] = [
  subscription<TasksContext, Extract<OwnEvent, { type: 'import.requested' }>>({
    name: 'run-import',
    events: ['import.requested'],
    concurrency: 2,
    isLong: true,
    retry: importRetry,
    async handle(ctx, { organizationId, payload }, { attempt }) {
      if (organizationId === null) return;
      await runImport(ctx, { organizationId, id: payload.importId }, attempt > importRetry.retryLimit);
    },
  }),
  subscription<TasksContext, Purged>({
    name: 'purge',
    events: ['organization.purged', 'team.purged', 'project.purged', 'milestone.deleted'],
    isLong: true,
    async handle(ctx, { organizationId, payload }) {
      if (organizationId === null) return;
      if ('milestoneId' in payload) await forgetMilestone(ctx, { organizationId, milestoneId: payload.milestoneId });
      else if ('projectId' in payload) await forgetProject(ctx, { organizationId, projectId: payload.projectId });
      else if ('teamId' in payload) await purgeTeam(ctx, { organizationId, teamId: payload.teamId });
      else await purgeOrganization(ctx, { organizationId });
    },
  }),
];
