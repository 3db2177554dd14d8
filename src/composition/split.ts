import type { Part } from '#platform/internal/part.ts';
import { openPart } from '#platform/internal/part.ts';
import { acceptForwarded } from '#platform/internal/accept-forwarded.ts';
import { bindRemote } from '#platform/internal/bind-remote.ts';
import { createForwarder, type Forwarder } from '#platform/internal/forward.ts';
import { checkKeys } from '#platform/internal/keys.ts';
import { createRouteTable } from '#platform/internal/route-table.ts';
import { type CallServerOptions, serveCalls } from '#platform/internal/serve-calls.ts';
import { type InternalTls, readTls } from '#platform/internal/tls.ts';
import { apiPrefix } from '#platform/http/app.ts';
import type { Interceptor } from '#platform/http/interceptor.ts';
import type { ApiOf, Contract } from '#platform/modules/contract.ts';
import type { HealthCheck } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import type { Config } from '#platform/startup/config.ts';
import { namesOf } from '#platform/records.ts';
import { routeGroups } from './route-groups.ts';

/** This process among those of the installation. */
export interface Split {
  /** Whether another process hosts a module. */
  readonly hasOthers: boolean;
  readonly tls: InternalTls | null;
  readonly forwarder: Forwarder;
  /** The API of a module in another process. */
  remote<C extends Contract>(contract: C): ApiOf<C>;
  /** Handles calls of other processes, and requests that others serve. */
  interceptors(served: Omit<CallServerOptions, 'isKey'>): readonly Interceptor[];
  /** Whether each of the other processes is ready. */
  readonly checks: readonly HealthCheck[];
  stop(): Promise<void>;
}

/** The paths that belong to no module's routes are served where the accounts are. */
export const platformHost = 'auth';

/** Prepares connections to the other processes; none is made yet. */
export async function openSplit(config: Config, log: Logger, tracing: Tracing | undefined): Promise<Split> {
  const { urls, keys, tls: files } = config.split;
  const tls = files && readTls(files);
  const parts = new Map<string, Part>();
  for (const name of namesOf(urls)) {
    const url = urls[name];
    if (url !== undefined) parts.set(name, await openPart({ name, url, keys, tls, log }));
  }
  const { publicUrl, CORS_ORIGINS: corsOrigins } = config;
  const forwarder = createForwarder({ routes: publicRoutes(), parts, publicUrl, corsOrigins, log });
  const isKey = checkKeys(keys);

  return {
    hasOthers: parts.size > 0,
    tls,
    forwarder,
    remote(contract) {
      const part = parts.get(contract.name);
      if (!part) throw new Error(`no process is configured for ${contract.name}`);
      return bindRemote(contract, part, tracing);
    },
    interceptors: (served) =>
      keys.length === 0 ? [] : [serveCalls({ ...served, isKey }), acceptForwarded(isKey), forwarder.forward],
    checks: [...parts.values()].map((part) => ({
      name: part.name,
      needed: false,
      isProcess: true,
      check: () => checkPart(part),
    })),
    async stop() {
      await Promise.all([...parts.values()].map((part) => part.stop()));
    },
  };
}

function publicRoutes() {
  const own = routeGroups.flatMap(({ module, routes }) =>
    routes.map(({ path }) => ({ path: apiPrefix + path, module: module === 'platform' ? platformHost : module })),
  );
  return createRouteTable([...own, { path: `${apiPrefix}/meta`, module: platformHost }]);
}

const checkMs = 1_400;

async function checkPart({ requests }: Part) {
  const { statusCode, body } = await requests.request({
    path: '/health/ready?own',
    method: 'GET',
    headersTimeout: checkMs,
    bodyTimeout: checkMs,
  });
  await body.dump();
  if (statusCode === 200) return { health: 'ok' as const };
  return { health: 'down' as const, detail: 'It is not ready.' };
}
