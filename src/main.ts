import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, readConfig } from '#platform/startup/config.ts';
import { confirmsAddresses } from '#platform/startup/account-variables.ts';
import { sendsMail } from '#platform/startup/mail-variables.ts';
import { isLoopback } from '#platform/loopback.ts';
import { createHttpServer, type HttpServer } from '#platform/http/server.ts';
import type { ErrorReports } from '#platform/observability/error-reports.ts';
import { createLogger } from '#platform/observability/logger.ts';
import { collectWhenQuiet } from '#platform/observability/quiet-memory.ts';
import { openTracing, type Tracing } from '#platform/observability/tracing.ts';
import { endWith, exitCodes, StartError } from '#platform/startup/start-error.ts';
import { composeApp, type TaskUno } from './composition/app.ts';
import { composeGateway } from './composition/gateway.ts';
import type { Serving } from './composition/serving.ts';
import { version } from './composition/version.ts';

type Running = Serving & {
  readonly server: HttpServer | null;
  /** Null in a gateway. */
  readonly app: TaskUno | null;
};

/**
 * Starts the app and serves it.
 * @throws the signal's reason if it is aborted during the start, after what had started is stopped.
 */
export async function serve(config: Config, signal: AbortSignal): Promise<Running> {
  const tracing = await startTracing(config);
  const fields = tracing?.ids;
  const reports = await startReports(config);
  const log = await createLogger({
    level: config.LOG_LEVEL,
    format: config.logFormat,
    ...(fields ? { fields } : {}),
    ...(reports ? { errors: reports } : {}),
  });
  const isGateway = config.split.hosted.length === 0;
  const onProgress = (step: string) => log.info(step);
  const app = isGateway ? null : await composeApp(config, log, { signal, tracing, onProgress });
  const serving = app ?? (await composeGateway(config, log, tracing));
  try {
    signal.throwIfAborted();
    await serving.start();
    signal.throwIfAborted();
    const server = config.HTTP === 'on' ? await listen(serving, config) : null;
    serving.readiness.state = 'ready';
    return {
      ...serving,
      server,
      app,
      async stop() {
        await serving.stop();
        await reports?.stop();
      },
    };
  } catch (error) {
    await serving.stop();
    throw error;
  }
}

/** Undefined where no address is configured. */
async function startReports({ SENTRY_DSN: dsn }: Config): Promise<ErrorReports | undefined> {
  if (dsn === undefined) return undefined;
  const { openErrorReports } = await import('#platform/observability/error-reports.ts');
  return openErrorReports({ dsn, version });
}

/** Undefined where no collector is configured: OpenTelemetry is then not even loaded. */
function startTracing(config: Config): Promise<Tracing> | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = config;
  if (endpoint === undefined) return undefined;
  const { OTEL_EXPORTER_OTLP_HEADERS: headers, OTEL_TRACES_SAMPLER_ARG: ratio } = config;
  return openTracing({ endpoint, headers, ratio, version });
}

function listen(app: Serving, config: Config): Promise<HttpServer> {
  const { log, failures, descriptors, interceptors, tls } = app;
  const limits = { maxConnections: descriptors.connections };
  const { publicUrl } = config;
  const server = createHttpServer({ fetch: app.http.fetch, publicUrl, log, failures, limits, interceptors, tls });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const address = `${config.HOST}:${config.PORT}`;
      const messages: Readonly<Record<string, string>> = {
        EADDRINUSE: `Port ${config.PORT} is already in use. Stop the process that listens on ${address}, or set PORT to another port.`,
        EACCES: `Port ${config.PORT} requires elevated privileges. Set PORT to a port above 1023.`,
        EADDRNOTAVAIL: `This machine has no address ${config.HOST}. Set HOST to one of its addresses, or to 0.0.0.0.`,
      };
      reject(
        new StartError(
          exitCodes.port,
          messages[error.code ?? ''] ?? `Can't listen on ${address}: ${error.message}`,
          error,
        ),
      );
    });
    server.listen(config.PORT, config.HOST, () => resolve(server));
  });
}

export interface RunOptions {
  /** Called once the app serves, except in a gateway. If it fails, the app stops. */
  readonly onStarted?: (app: TaskUno, config: Config) => Promise<void>;
}

/** Runs a serving process, from the environment to the last connection, and ends it with an exit code. */
export async function run({ onStarted }: RunOptions = {}): Promise<void> {
  const signals = listenForSignals();
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const config = readConfig(process.env, process.stdout.isTTY);
    const running = await startUnlessStopped(config, signals.first);
    if (!running) process.exit(0);
    signals.onSecond = () => running.abandon();
    const fault = firstFault(running);
    greet(config, running);
    if (running.app) {
      await onStarted?.(running.app, config).catch(async (error: unknown) => {
        await running.stop();
        throw error;
      });
    }
    flushCompileCache();
    collectWhenQuiet();
    process.exitCode = await Promise.race([signals.first, fault]);
    await shutDown(running, config.DRAIN_SECONDS * 1_000);
  } catch (error) {
    endWith(error);
  }
}

/** With an external database a start can block for any time; the database rolls back unfinished work itself. */
const startStopMs = 2_000;

/** Null if a signal came first: then nothing is left to stop. */
async function startUnlessStopped(config: Config, stop: Promise<unknown>): Promise<Running | null> {
  const starting = new AbortController();
  void stop.then(() => starting.abort());
  const started = serve(config, starting.signal).catch((error: unknown) => {
    if (starting.signal.aborted) return null;
    throw error;
  });
  // The embedded server is always stopped cleanly, however long that takes.
  if (config.DATABASE_URL === undefined) return started;
  const gaveUp = new Promise<null>((resolve) => {
    starting.signal.addEventListener('abort', () => setTimeout(() => resolve(null), startStopMs).unref());
  });
  return Promise.race([started, gaveUp]);
}

/** npm forwards a signal that its process group already received: a second signal within this time is the same one. */
const sameSignalMs = 1_000;
const interrupted = 130;

/**
 * The first SIGINT or SIGTERM starts a clean stop, also during the start; the second one ends the process immediately.
 */
function listenForSignals() {
  const signals = { first: Promise.resolve(0), onSecond: () => {} };
  signals.first = new Promise((resolve) => {
    let firstAt: number | undefined;
    const onSignal = () => {
      firstAt ??= performance.now();
      resolve(0);
      if (performance.now() - firstAt < sameSignalMs) return;
      signals.onSecond();
      process.exit(interrupted);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  });
  return signals;
}

/**
 * An unhandled rejection is logged, and serving continues. An uncaught exception ends the request or jobs that it
 * belongs to. If it belongs to none, the state of the process is unknown: it is logged, and the app stops cleanly.
 */
function firstFault({ log, failures }: Serving): Promise<number> {
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  return new Promise((resolve) => {
    process.on('uncaughtException', (error) => {
      if (failures.failOwner(error)) return;
      log.fatal({ err: error }, 'uncaught exception: stopping');
      resolve(exitCodes.unexpected);
    });
  });
}

function greet(config: Config, { log, setupUrl }: Serving): void {
  log.info(`TaskUno is running at ${config.publicUrl}`);
  if (confirmsAddresses(config) && !sendsMail(config)) {
    log.warn('Email confirmation is on, but this server sends no email. Set SMTP_URL or RESEND_API_KEY.');
  }
  if (setupUrl === null) return;
  log.info(`Create the first account, the server administrator, at ${setupUrl}`);
  const isOnlyHere = isLoopback(new URL(config.publicUrl).hostname);
  if (isOnlyHere)
    log.info(
      'To open it from another machine, replace localhost with this server’s name and set PUBLIC_URL to that address.',
    );
}

const drainTimeoutMs = 15_000;
const idleCheckMs = 50;

/**
 * Stops in order: not ready, streams closed with a hint, requests finished, jobs stopped, pools and the embedded
 * database closed.
 */
async function shutDown(running: Running, drainMs: number): Promise<void> {
  const { log, server, readiness } = running;
  log.info('stopping');
  readiness.state = 'draining';
  if (server) await drain(server, running.endStreams, drainMs);
  await running.stop();
  log.info('stopped');
}

/**
 * Continues to serve for a while, so that proxies see that it is not ready and clients see that connections close. Then
 * it accepts no new connection, ends event streams and idle connections, and lets requests finish.
 */
async function drain(server: HttpServer, endStreams: () => void, drainMs: number): Promise<void> {
  server.closeAfterReplies();
  await sleep(drainMs);
  const closing = setInterval(() => {
    endStreams();
    server.closeIdleConnections();
  }, idleCheckMs);
  const cut = setTimeout(() => server.closeAllConnections(), drainTimeoutMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(closing);
  clearTimeout(cut);
}

if (import.meta.main) await run();
