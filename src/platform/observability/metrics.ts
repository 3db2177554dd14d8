import type { Registry } from 'prom-client';

/** A reply of the API. `route` is the pattern, not the path of the request, so that the number of labels is bounded. */
export interface Replied {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** A value of a gauge or counter, with its labels. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Values that are read when somebody reads the metrics. */
export interface MetricSource {
  readonly name: string;
  readonly help: string;
  /** A counter only grows; a gauge shows a state. */
  readonly kind: 'gauge' | 'counter';
  readonly labels?: readonly string[];
  /** If it throws, the metric has no values in that reply. */
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>;
}

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The metrics of this process. Nothing is counted until they are read for the first time, so a server that nobody
 * monitors pays nothing. Prometheus treats a counter that begins at its first visit like one after a restart.
 */
export interface Metrics {
  onReplied(replied: Replied): void;
  /** All metrics, in the text format of Prometheus. */
  read(): Promise<MetricsText>;
}

export function createMetrics(sources: readonly MetricSource[]): Metrics {
  let opening: Promise<OpenMetrics> | undefined;
  let open: OpenMetrics | undefined;
  return {
    onReplied: (replied) => open?.onReplied(replied),
    async read() {
      opening ??= openMetrics(sources);
      open = await opening;
      return open.read();
    },
  };
}

type OpenMetrics = Metrics;

/** In seconds. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** The interval at which the delay of the event loop is measured, in milliseconds. */
const eventLoopPrecisionMs = 50;

/** The metrics of Node and of the process exist once, also if several apps run in it. */
let processRegistry: Promise<Registry> | undefined;

async function openProcessRegistry(): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopPrecisionMs });
  return registry;
}

async function openMetrics(sources: readonly MetricSource[]): Promise<OpenMetrics> {
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const own = new Registry();
  const registers = [own];
  const requests = new Counter({
    name: 'taskuno_http_requests_total',
    help: 'Replies of the API by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'taskuno_http_request_duration_seconds',
    help: 'Time to a reply of the API by route.',
    labelNames: ['method', 'route'],
    buckets: durationBuckets,
    registers,
  });
  for (const { name, help, kind, labels = [], read } of sources) {
    const collect = async () => {
      metric.reset();
      const samples = await Promise.resolve()
        .then(read)
        .catch(() => []);
      for (const { labels: values = {}, value } of samples) {
        if (metric instanceof Gauge) metric.set({ ...values }, value);
        else metric.inc({ ...values }, value);
      }
    };
    const definition = { name, help, labelNames: [...labels], registers, collect };
    const metric = kind === 'gauge' ? new Gauge(definition) : new Counter(definition);
  }
  processRegistry ??= openProcessRegistry();
  const all = Registry.merge([await processRegistry, own]);
  return {
    onReplied({ method, route, status, durationMs }) {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, durationMs / 1_000);
    },
    read: async () => ({ contentType: all.contentType, text: await all.metrics() }),
  };
}
