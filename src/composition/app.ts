import { createAdministration } from '#platform/admin/administration.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import type { Config } from '#platform/startup/config.ts';
import type { Call } from '#platform/context.ts';
import type { Purpose } from '#platform/database/embedded-claim.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { examine } from '#platform/doctor/examine.ts';
import type { Relay } from '#platform/events/relay.ts';
import { createSetAside, type SetAside } from '#platform/events/set-aside.ts';
import { createFlags } from '#platform/flags/flags.ts';
import { createFailureScopes } from '#platform/failure-scopes.ts';
import { createRateLimits } from '#platform/http/rate-limits.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import { type Bind, bindInProcess, bindTraced } from '#platform/modules/bind.ts';
import type { HostedModule } from '#platform/modules/module.ts';
import { createGlance } from '#platform/observability/glance.ts';
import type { Readiness } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';
import { createMetrics } from '#platform/observability/metrics.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import type { Streams } from '#platform/realtime/streams.ts';
import { openSecrets, type Secrets } from '#platform/startup/secrets.ts';
import { openStorage } from '#platform/storage/open-storage.ts';
import { backupAdministration } from './backup-administration.ts';
import { createEventFlow } from './event-flow.ts';
import { createMailCounts } from './mail-counts.ts';
import { metricSources } from './metric-sources.ts';
import { openModuleDatabases } from './module-databases.ts';
import type { PasswordCost } from '../modules/auth/module.ts';
import { composeModules, type Modules } from './modules.ts';
import { openDatabase } from './open-database.ts';
import { openLimits } from './open-limits.ts';
import { scheduledBackup } from './scheduled-backup.ts';
import { serveApi } from './serve-api.ts';
import type { Serving } from './serving.ts';
import { heldAfterRestore, resetAfterRestore, settle } from './settle.ts';
import { openSplit, platformHost, type Split } from './split.ts';
import { version } from './version.ts';
import { outgoingQueues, platformJobs, registerWork, startWork } from './work.ts';

/** The composed app, not yet listening. */
export interface TaskUno extends Serving {
  readonly modules: Modules;
  readonly relay: Relay;
  readonly queue: Queue;
  readonly setAside: SetAside;
  /** What belongs to the platform itself, in the form of a module. */
  readonly administration: HostedModule;
  readonly streams: Streams;
  /**
   * After the rows of a backup are loaded, instead of `start`: does what was under way inside the app at the time of the
   * backup, and puts aside what would be sent, because it may have been sent since.
   * @returns how many jobs were put aside.
   */
  settleAfterRestore(): Promise<number>;
}

export interface ComposeOptions {
  readonly clock?: Clock;
  /** Tests use their own database. */
  readonly targets?: DatabaseTargets;
  /** `share` for a command that runs at the same time as a serving app, or without one. */
  readonly purpose?: Purpose;
  /** In tests: checks replies by their schemas, and refuses queries outside an open transaction. */
  readonly isStrict?: boolean;
  /** What a password hash costs, if less than usual: tests sign up thousands of people. */
  readonly passwordCost?: PasswordCost;
  /** Set if the app traces what it does. */
  readonly tracing?: Tracing | undefined;
  /** How modules call each other. Default: directly. */
  readonly bind?: Bind;
  readonly onProgress?: (step: string) => void;
  /** Aborts the start; what has started is stopped again. */
  readonly signal?: AbortSignal;
}

/** The composition root: configuration → database → modules → HTTP, jobs, realtime. */
export async function composeApp(config: Config, log: Logger, options: ComposeOptions = {}): Promise<TaskUno> {
  const { targets, onProgress, signal, purpose = 'serve' } = options;
  const split = await openSplit(config, log, options.tracing);
  if (targets) {
    const secrets = await openSecrets(config, async () => false);
    const isDistributed = config.DATABASE_DISTRIBUTED === 'on';
    return assemble(config, log, { ...options, targets, secrets, split, isDistributed });
  }
  const opened = await openDatabase(config, {
    purpose,
    onProgress,
    signal,
    log: purpose === 'serve' ? log : undefined,
  });
  try {
    return assemble(config, log, { ...options, ...opened, split });
  } catch (error) {
    await opened.targets.embedded?.stop();
    throw error;
  }
}

interface AssembleOptions extends ComposeOptions {
  readonly targets: DatabaseTargets;
  readonly secrets: Secrets;
  readonly split: Split;
  readonly isDistributed: boolean;
}

function assemble(config: Config, log: Logger, options: AssembleOptions): TaskUno {
  const { targets, secrets, split, tracing, isDistributed, isStrict = false } = options;
  const { hosted: hostedNames } = config.split;
  const hostsPlatform = hostedNames.includes(platformHost);
  const hostsStreams = hostedNames.includes('notifications');
  const works = config.JOBS === 'on';
  const clock = options.clock ?? systemClock;
  const databases = openModuleDatabases({
    config,
    targets,
    log,
    tracing,
    isDistributed,
    isStrict,
    onPublished: () => relay.wake(),
    onAccessChanged: (keys) => flow.forgetAccess(keys),
  });
  const { events, pools } = databases;
  const limits = openLimits(config);
  const failures = createFailureScopes();
  const flow = createEventFlow({
    databases,
    direct: targets.direct,
    log,
    failures,
    works,
    streamLimit: limits.streams,
    accessSources: () => modules.accessSources,
  });
  const { queue, instances, relay, streams, caches } = flow;
  const storage = openStorage(config.storage, log);
  const flags = createFlags({ db: databases.platform });
  const mailCounts = createMailCounts();
  const modules = composeModules({
    config,
    secrets,
    clock,
    log,
    database: databases.of,
    caches,
    streams,
    events,
    queue,
    storage,
    flags,
    bind: bindTraced(tracing, options.bind ?? bindInProcess),
    remote: split.remote,
    tracing,
    mailCounts,
    passwordCost: options.passwordCost,
  });
  const glance = createGlance();
  const setAside = createSetAside(events);
  const administration = createAdministration({
    db: databases.platform,
    clock,
    log,
    queue,
    setAside,
    flags,
    backups: backupAdministration({ config, log, events, queue }),
    load: () => ({ ...glance.read(), openStreams: streams.count() }),
    examine: () => examine({ config, version, log, targets }),
  });
  const hosted: readonly HostedModule[] = [...(hostsPlatform ? [administration] : []), ...modules.hosted];
  const backup = scheduledBackup({
    events,
    config,
    log,
    targets,
    async onFailed(error) {
      await modules.apis.notifications.reportBackupFailure(backupCall, { error: error.slice(0, 1_000) });
    },
  });
  const work = { modules: hosted, platform: hostsPlatform ? [...platformJobs(events, storage), backup] : [] };
  const readiness: Readiness = { state: 'starting' };
  const metrics = createMetrics(
    metricSources({
      version,
      pools,
      events,
      queue,
      modules: hostedNames,
      openStreams: streams.count,
      mails: mailCounts.read,
      dataDir: config.dataDir,
    }),
  );
  const rateLimits =
    config.RATE_LIMITS === 'on'
      ? createRateLimits({ sql: events, prepare: config.DATABASE_PREPARE === 'on' }, log)
      : null;

  const app: TaskUno = {
    http: serveApi({
      config,
      secrets,
      clock,
      log,
      tracing,
      databases,
      storage,
      flags,
      modules,
      hosted,
      hostsPlatform,
      split,
      limits: rateLimits,
      openLimits: limits,
      readiness,
      metrics,
      glance,
      isStrict,
    }),
    log,
    modules,
    relay,
    queue,
    setAside,
    administration,
    streams,
    readiness,
    failures,
    descriptors: limits.descriptors,
    interceptors: split.interceptors({
      served: modules.served,
      databaseDeadlineMs: config.DATABASE_DEADLINE_SECONDS * 1_000,
      tracing,
      log,
      checksOutputs: isStrict,
    }),
    tls: split.tls?.server ?? null,
    setupUrl: null,
    async start() {
      limits.warn(log);
      await Promise.all([queue.start(), caches.start(), storage.start(), databases.reads?.replica.start()]);
      await registerWork(events, queue, work);
      await flow.startListening();
      if (hostsStreams) await Promise.all([streams.start(), modules.presence.start()]);
      if (works) {
        await instances.start();
        await startWork(events, queue, work, tracing);
      }
      relay.start();
      rateLimits?.start();
      databases.startCollectors();
      app.setupUrl = await modules.setupUrl();
    },
    async settleAfterRestore() {
      await resetAfterRestore(events);
      await Promise.all([queue.start(), caches.start()]);
      await registerWork(events, queue, work);
      await settle(events, { relay, queue, work });
      const actor = { kind: 'service', name: 'restore' } as const;
      for (const module of hosted) await module.afterRestore?.(module.contextOf({ actor, requestId: 'restore' }));
      return queue.hold(outgoingQueues(work), heldAfterRestore);
    },
    endStreams() {
      streams.stop();
      split.forwarder.streams.stop();
    },
    async stop() {
      app.endStreams();
      glance.stop();
      modules.presence.stop();
      caches.stop();
      flow.stopListening();
      rateLimits?.stop();
      await databases.stopCollectors();
      await relay.stop();
      await queue.stop();
      await instances.stop();
      modules.transport.close();
      await split.stop();
      await databases.close();
      await targets.embedded?.stop();
      await tracing?.stop();
    },
    abandon: () => targets.embedded?.abandon(),
  };
  return app;
}

const backupCall: Call = { actor: { kind: 'service', name: 'backup' }, requestId: 'backup' };
