import type { Config } from '#platform/startup/config.ts';
import { type DescriptorBudget, descriptorBudget, fewDescriptors, openDescriptors } from '#platform/descriptors.ts';
import { createOpenLimit, type OpenLimit } from '#platform/http/open-limit.ts';
import type { HealthCheck } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';

/** How much may be open at once. */
export interface OpenLimits {
  readonly descriptors: DescriptorBudget;
  readonly streams: OpenLimit;
  readonly transfers: OpenLimit;
  readonly health: HealthCheck;
  /** Warns if the process may have few open files and connections. */
  warn(log: Logger): void;
}

const transfersPerUser = 20;

/** Limits of open uploads and streams: per person, per address, and in total by the available descriptors. */
export function openLimits(config: Config): OpenLimits {
  const isOn = config.RATE_LIMITS === 'on';
  const descriptors = descriptorBudget();
  return {
    descriptors,
    streams: createOpenLimit({
      what: 'event streams',
      code: 'too-many-streams',
      perUser: isOn ? config.STREAMS_PER_ACCOUNT : null,
      perAddress: isOn ? config.STREAMS_PER_ADDRESS : null,
      total: descriptors.streams,
    }),
    transfers: createOpenLimit({
      what: 'uploads and downloads',
      code: 'too-many-transfers',
      perUser: isOn ? transfersPerUser : null,
      perAddress: null,
      total: descriptors.transfers,
    }),
    health: { name: 'descriptors', needed: false, check: () => checkDescriptors(descriptors) },
    warn(log) {
      if (descriptors.limit !== null && descriptors.limit < fewDescriptors) {
        log.warn(`the limit of open files and connections is ${descriptors.limit}; raise it (ulimit -n)`);
      }
    },
  };
}

/** Degraded if few descriptors are left, so that operators see it before requests are refused. */
async function checkDescriptors({ limit }: DescriptorBudget): ReturnType<HealthCheck['check']> {
  const open = await openDescriptors();
  const isFew = limit !== null && open > limit * 0.8;
  return { health: isFew ? 'degraded' : 'ok', detail: `${open} of ${limit ?? 'unlimited'} open` };
}
