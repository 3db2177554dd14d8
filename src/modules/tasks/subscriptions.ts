import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { RetryPolicy } from '#platform/jobs/queue.ts';
import type { TasksContext } from './context.ts';
import type { tasksContract } from './contract.ts';
import { runImport } from './imports/run-import.ts';

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
];
