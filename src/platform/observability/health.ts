import type { Env, Hono } from 'hono';

export type Health = 'ok' | 'degraded' | 'down';

/** One dependency of the app. Checks with `needed` decide whether the app is ready. */
export interface HealthCheck {
  readonly name: string;
  readonly needed: boolean;
  /** Another process of this installation. Readiness names those that are away, and stays. */
  readonly isProcess?: boolean;
  readonly check: () => Promise<{ health: Health; detail?: string }>;
}

export interface Readiness {
  state: 'starting' | 'ready' | 'draining';
}

const checkTimeoutMs = 1_500;

/** Serves `/health/live`, `/health/ready` and `/health`: for a container's probe, a proxy and a person. */
export function serveHealth<E extends Env>(
  app: Hono<E>,
  readiness: Readiness,
  checks: readonly HealthCheck[],
  version: string,
): void {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  app.get('/health/live', () => Response.json({ status: 'ok' }, { headers }));
  app.get('/health/ready', async ({ req }) => {
    // Processes ask each other only about themselves.
    const isOwn = req.query('own') !== undefined;
    const asked = checks.filter(({ needed, isProcess = false }) => needed || (isProcess && !isOwn));
    const results = readiness.state === 'ready' ? await runChecks(asked) : [];
    const isReady = readiness.state === 'ready' && results.every(({ health, needed }) => !needed || health !== 'down');
    const away = results.filter(({ health, needed }) => !needed && health === 'down').map(({ name }) => name);
    const status = away.length > 0 ? 'degraded' : 'ok';
    return Response.json(
      {
        status: isReady ? status : readiness.state === 'ready' ? 'down' : readiness.state,
        ...(away.length > 0 ? { away } : {}),
      },
      { status: isReady ? 200 : 503, headers: isReady ? headers : { ...headers, 'retry-after': '2' } },
    );
  });
  app.get('/health', async () => {
    const results = await runChecks(checks);
    const isDown = results.some(({ health, needed }) => needed && health === 'down');
    const isDegraded = results.some(({ health }) => health !== 'ok');
    const status: Health = isDown ? 'down' : isDegraded ? 'degraded' : 'ok';
    const parts = Object.fromEntries(
      results.map(({ name, health, detail }) => [name, { status: health, ...(detail ? { detail } : {}) }]),
    );
    return Response.json(
      { status, state: readiness.state, version, checks: parts },
      { status: isDown ? 503 : 200, headers },
    );
  });
}

async function runChecks(checks: readonly HealthCheck[]) {
  return Promise.all(
    checks.map(async ({ name, needed, check }) => {
      try {
        return { name, needed, detail: undefined, ...(await withTimeout(check())) };
      } catch {
        return { name, needed, health: 'down' as const, detail: 'It does not respond.' };
      }
    }),
  );
}

async function withTimeout<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('timed out')), checkTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
