import type { Boss } from './boss.ts';
import { defaultRetry, type RetryPolicy } from './job.ts';

export interface QueueDefinition {
  readonly name: string;
  readonly retry?: RetryPolicy;
}

/** pg-boss never fails a job permanently by itself: the kind of failure decides that, and pg-boss does not know it. */
const unlimitedRetries = 1_000_000;
const tenYearsSeconds = 10 * 365 * 86_400;

export function deadLetterQueue(name: string): string {
  return `${name}.dead`;
}

/** Creates missing queues, each with its dead-letter queue, and updates the retry policy of existing ones. */
export async function ensureQueues(boss: Boss, queues: readonly QueueDefinition[]): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const { name, retry = defaultRetry } of queues) {
    const policy = {
      retryLimit: unlimitedRetries,
      retryBackoff: true,
      retryDelay: retry.delaySeconds,
      retryDelayMax: retry.longestDelaySeconds,
    };
    const existingQueue = existing.get(name);
    if (existingQueue) {
      const isSame = existingQueue.retryLimit === policy.retryLimit && existingQueue.retryDelay === policy.retryDelay;
      if (!isSame || existingQueue.retryDelayMax !== policy.retryDelayMax) await boss.updateQueue(name, policy);
      continue;
    }
    await boss.createQueue(deadLetterQueue(name), { retentionSeconds: tenYearsSeconds });
    await boss.createQueue(name, {
      ...policy,
      deadLetter: deadLetterQueue(name),
      heartbeatSeconds: 30,
      expireInSeconds: 3_600,
      retentionSeconds: tenYearsSeconds,
      deleteAfterSeconds: 86_400,
      notify: true,
    });
  }
}
