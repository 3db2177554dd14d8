import type { authContract } from '#modules/auth';
import type { projectsContract } from '#modules/projects';
import type { teamsContract } from '#modules/teams';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { RetryPolicy } from '#platform/jobs/job.ts';
import { removeFiles } from './attachments/release-files.ts';
import type { TasksContext } from './context.ts';
import type { tasksContract } from './contract.ts';
import { inbox } from './schema/module-tables.ts';
import { forgetMember, forgetPerson, lookAgain } from './reminders/personal-data.ts';
import { runExport } from './exports/run-export.ts';
import { runImport } from './imports/run-import.ts';
import { forgetOrganization, forgetTeam, detachFromMilestone, detachFromProject } from './trash/forget.ts';

type OwnEvent = EventOf<typeof tasksContract.events>;
type PersonEvent = Extract<
  EventOf<typeof authContract.events & typeof teamsContract.events>,
  { type: 'user.changed' | 'user.deleted' | 'member.left' }
>;
type TaskAndNext = Extract<
  EventOf<typeof teamsContract.events & typeof projectsContract.events>,
  { type: 'organization.purged' | 'team.purged' | 'project.purged' | 'milestone.deleted' }
>;

const fileRetry: RetryPolicy = { retryLimit: 6, delaySeconds: 2, longestDelaySeconds: 120 };

export const subscriptions: Subscription<TasksContext>[] = [
  subscription<TasksContext, Extract<OwnEvent, { type: 'import.requested' }>>({
    name: 'run-import',
    events: ['import.requested'],
    concurrency: 2,
    isLong: true,
    retry: fileRetry,
    async handle(ctx, { organizationId, payload }, { attempt }) {
      if (organizationId === null) return;
      await runImport(ctx, { organizationId, id: payload.importId }, attempt > fileRetry.retryLimit);
    },
  }),
  subscription<TasksContext, Extract<OwnEvent, { type: 'export.requested' }>>({
    name: 'run-export',
    events: ['export.requested'],
    isLong: true,
    retry: fileRetry,
    async handle(ctx, { organizationId, payload }, { attempt }) {
      if (organizationId === null) return;
      await runExport(ctx, { organizationId, id: payload.exportId }, attempt > fileRetry.retryLimit);
    },
  }),
  subscription<TasksContext, Extract<OwnEvent, { type: 'files.released' }>>({
    name: 'remove-files',
    events: ['files.released'],
    concurrency: 2,
    isLong: true,
    handle: (ctx, { payload }) => removeFiles(ctx, payload.storageKeys),
  }),
  subscription<TasksContext, TaskAndNext>({
    name: 'forget',
    events: ['organization.purged', 'team.purged', 'project.purged', 'milestone.deleted'],
    isLong: true,
    handle: forget,
  }),
  subscription<TasksContext, PersonEvent>({
    name: 'update-reminders',
    events: ['user.changed', 'user.deleted', 'member.left'],
    once: inbox,
    handle: updateReminders,
  }),
];

async function updateReminders(ctx: TasksContext, { type, organizationId, payload }: PersonEvent): Promise<void> {
  const { userId } = payload;
  if (type === 'user.changed') await lookAgain(ctx, { userId, now: ctx.clock.now().toISOString() });
  else if (type === 'user.deleted') await forgetPerson(ctx, { userId });
  else if (organizationId !== null) await forgetMember(ctx, { organizationId, userId });
}

/** Deletes what belongs to something that another module has deleted permanently. */
async function forget(ctx: TasksContext, event: TaskAndNext): Promise<void> {
  const { organizationId } = event;
  if (organizationId === null) return;
  const now = ctx.clock.now().toISOString();
  switch (event.type) {
    case 'organization.purged':
      return forgetOrganization(ctx, { organizationId });
    case 'team.purged':
      return forgetTeam(ctx, { organizationId, teamId: event.payload.teamId });
    case 'project.purged':
      await detachFromProject(ctx, { organizationId, projectId: event.payload.projectId, now });
      return;
    case 'milestone.deleted':
      await detachFromMilestone(ctx, { organizationId, milestoneId: event.payload.milestoneId, now });
  }
}
