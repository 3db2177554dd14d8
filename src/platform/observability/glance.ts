import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Replied } from './metrics.ts';

/** The load of this process over the last minute. */
export interface GlanceValues {
  /** How long has been measured, at most a minute. */
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** 95 % of the replies took at most this long; null without replies. */
  readonly p95Ms: number | null;
  /** Replies with a status of 500 or more. */
  readonly failures: number;
  /** The 99th percentile of the delay of the event loop. */
  readonly eventLoopDelayMs: number;
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly uptimeSeconds: number;
}

/** Measures only while somebody reads: a server that nobody looks at pays nothing. */
export interface Glance {
  onReplied(replied: Pick<Replied, 'status' | 'durationMs'>): void;
  read(): GlanceValues;
  stop(): void;
}

const windowMs = 60_000;
const idleMs = 300_000;
const eventLoopPrecisionMs = 20;
/** Durations are counted in steps of a tenth, which is exact enough for a glance. */
const step = Math.log(1.1);

interface Second {
  readonly at: number;
  replies: number;
  failures: number;
  /** Replies by step of their duration. */
  readonly durations: Map<number, number>;
}

interface Measurement {
  readonly since: number;
  readonly delay: ReturnType<typeof monitorEventLoopDelay>;
  readonly seconds: Second[];
  readAt: number;
  cpu: NodeJS.CpuUsage;
}

export function createGlance(now: () => number = () => performance.now()): Glance {
  let measurement: Measurement | undefined;

  function begin(): Measurement {
    const delay = monitorEventLoopDelay({ resolution: eventLoopPrecisionMs });
    delay.enable();
    return { since: now(), delay, seconds: [], readAt: now(), cpu: process.cpuUsage() };
  }

  function stop(): void {
    measurement?.delay.disable();
    measurement = undefined;
  }

  return {
    onReplied({ status, durationMs }) {
      if (!measurement) return;
      if (now() - measurement.readAt > idleMs) return stop();
      const second = currentSecond(measurement.seconds, now());
      const bucket = Math.ceil(Math.log(Math.max(durationMs, 0.1)) / step);
      second.replies += 1;
      if (status >= 500) second.failures += 1;
      second.durations.set(bucket, (second.durations.get(bucket) ?? 0) + 1);
    },
    read() {
      measurement ??= begin();
      const { since, delay, seconds, readAt } = measurement;
      const at = now();
      const recent = seconds.filter((second) => at - second.at < windowMs);
      const cpu = process.cpuUsage(measurement.cpu);
      const values: GlanceValues = {
        seconds: Math.round(Math.min(at - since, windowMs) / 1_000),
        requestsPerSecond: sum(recent, ({ replies }) => replies) / Math.max(1, Math.min(at - since, windowMs) / 1_000),
        p95Ms: percentile(recent, 0.95),
        failures: sum(recent, ({ failures }) => failures),
        // The timer itself is always late by its own resolution.
        eventLoopDelayMs: Math.max(0, (delay.count > 0 ? delay.percentile(99) / 1e6 : 0) - eventLoopPrecisionMs),
        cpuPercent: at > readAt ? (cpu.user + cpu.system) / 10 / (at - readAt) : 0,
        memoryBytes: process.memoryUsage.rss(),
        uptimeSeconds: Math.round(process.uptime()),
      };
      delay.reset();
      measurement.readAt = at;
      measurement.cpu = process.cpuUsage();
      return values;
    },
    stop,
  };
}

/** The entry for this second; entries that have left the window are dropped. */
function currentSecond(seconds: Second[], now: number): Second {
  const at = Math.floor(now / 1_000) * 1_000;
  const last = seconds.at(-1);
  if (last?.at === at) return last;
  const second = { at, replies: 0, failures: 0, durations: new Map<number, number>() };
  seconds.push(second);
  while (now - (seconds[0]?.at ?? now) > windowMs) seconds.shift();
  return second;
}

function percentile(seconds: readonly Second[], share: number): number | null {
  const counts = new Map<number, number>();
  for (const { durations } of seconds) {
    for (const [bucket, count] of durations) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  const total = sum([...counts.values()], (count) => count);
  let seen = 0;
  for (const [bucket, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= total * share) return Math.exp(bucket * step);
  }
  return null;
}

function sum<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0);
}
