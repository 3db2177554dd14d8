import type { Clock } from '#platform/clock.ts';
import type { Config } from '#platform/startup/config.ts';
import type { Secrets } from '#platform/startup/secrets.ts';
import type { Flags } from '#platform/flags/flags.ts';
import { createApi } from '#platform/http/app.ts';
import type { Api } from '#platform/http/http-context.ts';
import { serveMetrics } from '#platform/http/metrics-endpoint.ts';
import { serveProbe } from '#platform/http/probe-endpoint.ts';
import type { RateLimits } from '#platform/http/rate-limits.ts';
import type { RouteGroup } from '#platform/http/route.ts';
import { staticPages } from '#platform/http/static-files.ts';
import type { HostedModule } from '#platform/modules/module.ts';
import type { Glance } from '#platform/observability/glance.ts';
import { type HealthCheck, type Readiness, serveHealth } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Metrics } from '#platform/observability/metrics.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { callersBy, serveDocument, serveMeta } from './meta.ts';
import type { ModuleDatabases } from './module-databases.ts';
import type { Modules } from './modules.ts';
import type { OpenLimits } from './open-limits.ts';
import { routeGroups } from './route-groups.ts';
import type { Split } from './split.ts';
import { version } from './version.ts';

export interface ServedParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
  readonly databases: Pick<ModuleDatabases, 'checks' | 'reads'>;
  readonly storage: Storage;
  readonly flags: Flags;
  readonly modules: Modules;
  readonly hosted: readonly HostedModule[];
  /** Whether this process answers `/api/v1/meta`. */
  readonly hostsPlatform: boolean;
  readonly split: Split;
  readonly limits: RateLimits | null;
  readonly openLimits: OpenLimits;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly glance: Glance;
  /** Checks replies by their schemas. */
  readonly isStrict: boolean;
}

/** The HTTP server of the modules, with health, metrics, the API’s document and the browser app. */
export function serveApi(parts: ServedParts): Api {
  const { config, secrets, clock, log, databases, storage, modules, split, openLimits, metrics, glance } = parts;
  const { access } = modules;
  const groups: RouteGroup[] = parts.hosted.map(({ routes }) => routes);
  const http = createApi({
    groups,
    authenticate: access.authenticate,
    scopeOf: access.scopeOf,
    newestScopeOf: access.newestScopeOf,
    limits: parts.limits,
    transfers: openLimits.transfers,
    publicUrl: config.publicUrl,
    corsOrigins: config.CORS_ORIGINS,
    trustedProxies: config.TRUSTED_PROXIES,
    databaseDeadlineMs: config.DATABASE_DEADLINE_SECONDS * 1_000,
    clock,
    log,
    onReplied(replied) {
      metrics.onReplied(replied);
      glance.onReplied(replied);
    },
    tracing: parts.tracing,
    replica: databases.reads?.replica,
    fallback: staticPages(new URL('../../web/dist', import.meta.url).pathname, config.publicUrl),
    checksReplies: parts.isStrict,
    reportsDegraded: split.hasOthers,
  });
  const checkStorage: HealthCheck['check'] = async () => {
    await storage.check();
    return { health: 'ok', detail: config.storage.kind };
  };
  serveHealth(
    http,
    parts.readiness,
    [
      ...databases.checks,
      { name: 'storage', needed: false, check: checkStorage },
      openLimits.health,
      { name: 'mail', needed: false, check: async () => ({ health: 'ok', detail: modules.transport.kind }) },
      ...split.checks,
    ],
    version,
  );
  serveMetrics(http, { read: metrics.read, token: config.METRICS_TOKEN });
  serveProbe(http, {
    secretKey: secrets.secretKey,
    publicUrl: config.publicUrl,
    trustedProxies: config.TRUSTED_PROXIES,
  });
  serveDocument(http, { publicUrl: config.publicUrl, groups: routeGroups, version });
  if (parts.hostsPlatform) {
    serveMeta(http, {
      config,
      version,
      sendsMail: modules.transport.kind !== 'outbox',
      setup: modules.setup,
      callerOf: callersBy(access, config),
      flags: parts.flags,
    });
  }
  return http;
}
