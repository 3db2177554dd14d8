import { emptyScope } from '#platform/access/scope.ts';
import { systemClock } from '#platform/clock.ts';
import { descriptorBudget } from '#platform/descriptors.ts';
import { createFailureScopes } from '#platform/failure-scopes.ts';
import { createApi } from '#platform/http/app.ts';
import { serveMetrics } from '#platform/http/metrics-endpoint.ts';
import { createOpenLimit } from '#platform/http/open-limit.ts';
import { staticPages } from '#platform/http/static-files.ts';
import { type Readiness, serveHealth } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';
import { createMetrics } from '#platform/observability/metrics.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import type { Config } from '#platform/startup/config.ts';
import { serveDocument } from './meta.ts';
import { routeGroups } from './route-groups.ts';
import type { Serving } from './serving.ts';
import { openSplit } from './split.ts';
import { version } from './version.ts';

/**
 * A process without modules: it serves the browser app and forwards the API to the processes that host the modules. It
 * has no database, and of the keys only the internal one.
 */
export async function composeGateway(config: Config, log: Logger, tracing: Tracing | undefined): Promise<Serving> {
  const split = await openSplit(config, log, tracing);
  const { publicUrl } = config;
  const readiness: Readiness = { state: 'starting' };
  const http = createApi({
    groups: [],
    authenticate: async () => null,
    scopeOf: () => emptyScope,
    newestScopeOf: async () => emptyScope,
    limits: null,
    transfers: createOpenLimit({
      what: 'transfers',
      code: 'too-many-transfers',
      perUser: null,
      perAddress: null,
      total: null,
    }),
    publicUrl,
    corsOrigins: config.CORS_ORIGINS,
    trustedProxies: config.TRUSTED_PROXIES,
    databaseDeadlineMs: config.DATABASE_DEADLINE_SECONDS * 1_000,
    clock: systemClock,
    log,
    fallback: staticPages(new URL('../../web/dist', import.meta.url).pathname, publicUrl),
  });
  serveHealth(http, readiness, split.checks, version);
  serveDocument(http, { publicUrl, groups: routeGroups, version });
  const metrics = createMetrics([
    {
      name: 'taskuno_event_streams',
      help: 'Event streams that pass through this process.',
      kind: 'gauge',
      read: () => [{ value: split.forwarder.streams.count() }],
    },
  ]);
  serveMetrics(http, { read: metrics.read, token: config.METRICS_TOKEN });
  return {
    http,
    log,
    readiness,
    failures: createFailureScopes(),
    descriptors: descriptorBudget(),
    interceptors: [split.forwarder.forward],
    tls: null,
    setupUrl: null,
    start: () => Promise.resolve(),
    endStreams: split.forwarder.streams.stop,
    async stop() {
      await split.stop();
      await tracing?.stop();
    },
    abandon: () => undefined,
  };
}
