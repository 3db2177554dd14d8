import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { createAccessAnnouncer } from '#platform/access/announce-changes.ts';
import { createAccessCaches } from '#platform/access/cache.ts';
import { createAdministration } from '#platform/admin/administration.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import type { Config } from '#platform/startup/config.ts';
import type { ModuleName } from '#platform/startup/module-names.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import type { Call } from '#platform/context.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import type { Database } from '#platform/database/database.ts';
import type { Purpose } from '#platform/database/embedded-claim.ts';
import { createOutages } from '#platform/database/outages.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { separateDatabases } from '#platform/database/separate-databases.ts';
import { type DescriptorBudget, descriptorBudget, fewDescriptors, openDescriptors } from '#platform/descriptors.ts';
import { examine } from '#platform/doctor/examine.ts';
import { type Collector, createCollector } from '#platform/events/collect.ts';
import { createNotificationWatch } from '#platform/events/notification-watch.ts';
import { createRelay, type Relay } from '#platform/events/relay.ts';
import { createSetAside, type SetAside } from '#platform/events/set-aside.ts';
import { createFlags } from '#platform/flags/flags.ts';
import { createFailureScopes } from '#platform/failure-scopes.ts';
import { createApi } from '#platform/http/app.ts';
import { createOpenLimit } from '#platform/http/open-limit.ts';
import { createRateLimits } from '#platform/http/rate-limits.ts';
import type { RouteGroup } from '#platform/http/route.ts';
import { serveMetrics } from '#platform/http/metrics-endpoint.ts';
import { serveProbe } from '#platform/http/probe-endpoint.ts';
import { staticPages } from '#platform/http/static-files.ts';
import { createInstances } from '#platform/jobs/instances.ts';
import { createQueue, type Queue } from '#platform/jobs/queue.ts';
import { type Bind, bindInProcess, bindTraced } from '#platform/modules/bind.ts';
import type { HostedModule } from '#platform/modules/module.ts';
import { createGlance } from '#platform/observability/glance.ts';
import { type Health, type Readiness, serveHealth } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';
import { createMetrics } from '#platform/observability/metrics.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import { createEventLog } from '#platform/realtime/event-log.ts';
import { createStreams, type Streams } from '#platform/realtime/streams.ts';
import { openSecrets, type Secrets } from '#platform/startup/secrets.ts';
import { openStorage } from '#platform/storage/open-storage.ts';
import { backupAdministration } from './backup-administration.ts';
import { composeModules, type Modules } from './modules.ts';
import { createMailCounts } from './mail-counts.ts';
import { callersBy, serveDocument, serveMeta } from './meta.ts';
import { metricSources } from './metric-sources.ts';
import { openDatabase } from './open-database.ts';
import { routeGroups } from './route-groups.ts';
import type { Serving } from './serving.ts';
import { openSplit, platformHost, type Split } from './split.ts';
import { version } from './version.ts';
import { scheduledBackup } from './scheduled-backup.ts';
import { modulesAway } from './modules-away.ts';
import { openReads } from './reads.ts';
import { heldAfterRestore, resetAfterRestore, settle } from './settle.ts';
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
  const { targets, secrets, split, tracing } = options;
  const { hosted: hostedNames } = config.split;
  const hostsPlatform = hostedNames.includes(platformHost);
  const hostsStreams = hostedNames.includes('notifications');
  const separate = separateDatabases(config);
  const collectors = new Map<ModuleName, Collector>();
  const clock = options.clock ?? systemClock;
  const pools = new Map<string, Sql>();
  const outages = createOutages(log);
  const pool = (target: ConnectionTarget, name: string) => {
    const sql = connect(target, {
      connections: config.DATABASE_POOL,
      name,
      prepare: config.DATABASE_PREPARE === 'on',
      onAway: outages.reporter(name),
      listenTarget: targets.direct,
      onListenError: (error) => log.error({ err: error, database: name }, 'a listener on the database failed'),
    });
    pools.set(name, sql);
    return sql;
  };
  const events = pool(targets.events, 'events');
  const failures = createFailureScopes();
  const works = config.JOBS === 'on';
  const instances = createInstances({ sql: events, log, onReleased: (queues) => queue.wake(queues) });
  const queue = createQueue({ target: targets.direct, log, supervises: works, held: instances.held, failures });
  const reads = openReads({ config, targets, events, log });
  const eventLog = reads ? reads.watch(createEventLog(events)) : createEventLog(events);
  const caches = createAccessCaches({ sources: () => accessSources(), log });
  const descriptors = descriptorBudget();
  const { streams: streamLimit, transfers } = openLimits(config, descriptors);
  const streams = createStreams({ log, eventLog, access: caches, limit: streamLimit });
  const onGrown = (position: number) => {
    streams.wake(position);
    if (notificationWatch.areLost()) queue.wakeAll();
  };
  const head = async () => (await eventLog.state()).head;
  const notificationWatch = createNotificationWatch({ sql: events, log, head, onGrown });
  const announcer = createAccessAnnouncer({ sql: events, caches, log, own: randomUUID() });
  const relay = createRelay({
    sql: events,
    queue,
    modules: [...hostedNames.filter((name) => !separate.has(name)), ...(separate.size > 0 ? ['platform'] : [])],
    log,
    onRelayed: onGrown,
  });
  const databaseOn = (sql: Sql, onPublished = relay.wake): Database => ({
    sql,
    prepare: config.DATABASE_PREPARE === 'on',
    isDistributed: options.isDistributed,
    onPublished,
    onAccessChanged(keys) {
      caches.forget(keys);
      announcer.announce(keys);
    },
    tracing,
    ...(options.isStrict ? { within: new AsyncLocalStorage<true>() } : {}),
  });
  const primaryOf = (name: ModuleName, sql: Sql): Database => {
    if (!separate.has(name)) return databaseOn(sql);
    const collector = createCollector({ from: sql, module: name, to: events, log, onCollected: relay.wake });
    collectors.set(name, collector);
    return databaseOn(sql, collector.wake);
  };
  const database = (name: ModuleName): Database => {
    const replica = reads?.pools.get(name);
    const primary = primaryOf(name, pool(targets.modules[name], name));
    return replica ? { ...primary, replica: databaseOn(replica) } : primary;
  };
  const storage = openStorage(config.storage, log);
  const bind = bindTraced(tracing, options.bind ?? bindInProcess);
  const flags = createFlags({ db: databaseOn(events) });
  const mailCounts = createMailCounts();
  const modules = composeModules({
    config,
    secrets,
    clock,
    log,
    database,
    caches,
    streams,
    events,
    queue,
    storage,
    flags,
    bind,
    remote: split.remote,
    tracing,
    mailCounts,
  });
  const glance = createGlance();
  const setAside = createSetAside(events);
  const administration = createAdministration({
    db: databaseOn(events),
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
  const accessSources = () => modules.accessSources;

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
  const groups: RouteGroup[] = hosted.map(({ routes }) => routes);
  const limits =
    config.RATE_LIMITS === 'on'
      ? createRateLimits({ sql: events, prepare: config.DATABASE_PREPARE === 'on' }, log)
      : null;
  const http = createApi({
    groups,
    authenticate: modules.access.authenticate,
    scopeOf: modules.access.scopeOf,
    newestScopeOf: modules.access.newestScopeOf,
    limits,
    transfers,
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
    tracing,
    replica: reads?.replica,
    fallback: staticPages(new URL('../../web/dist', import.meta.url).pathname, config.publicUrl),
    checksReplies: options.isStrict ?? false,
    reportsDegraded: split.hasOthers,
  });
  const checkDatabase = async () => {
    await events`select 1`;
    const silent = await modulesAway(hostedNames, (name) => pools.get(name));
    if (silent.length > 0) return { health: 'down' as const, detail: `The tables of ${silent.join(', ')} are away.` };
    return { health: outages.isAnyAway() ? ('down' as const) : ('ok' as const) };
  };
  const checkStorage = async () => {
    await storage.check();
    return { health: 'ok' as const, detail: config.storage.kind };
  };
  serveHealth(
    http,
    readiness,
    [
      { name: 'database', needed: true, check: checkDatabase },
      ...(reads ? [reads.health] : []),
      { name: 'storage', needed: false, check: checkStorage },
      { name: 'descriptors', needed: false, check: () => checkDescriptors(descriptors) },
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
  if (hostsPlatform) {
    const callerOf = callersBy(modules.access, config);
    const sendsMail = modules.transport.kind !== 'outbox';
    serveMeta(http, { config, version, sendsMail, setup: modules.setup, callerOf, flags });
  }

  const app: TaskUno = {
    http,
    log,
    modules,
    relay,
    queue,
    setAside,
    administration,
    streams,
    readiness,
    failures,
    descriptors,
    interceptors: split.interceptors({
      served: modules.served,
      databaseDeadlineMs: config.DATABASE_DEADLINE_SECONDS * 1_000,
      tracing,
      log,
      checksOutputs: options.isStrict ?? false,
    }),
    tls: split.tls?.server ?? null,
    setupUrl: null,
    async start() {
      if (descriptors.limit !== null && descriptors.limit < fewDescriptors) {
        log.warn(`the limit of open files and connections is ${descriptors.limit}; raise it (ulimit -n)`);
      }
      await Promise.all([queue.start(), caches.start(), storage.start(), reads?.replica.start()]);
      await registerWork(events, queue, work);
      await Promise.all([notificationWatch.start(), announcer.start()]);
      if (hostsStreams) await Promise.all([streams.start(), modules.presence.start()]);
      if (works) {
        await instances.start();
        await startWork(events, queue, work, tracing);
      }
      relay.start();
      limits?.start();
      for (const collector of collectors.values()) collector.start();
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
      notificationWatch.stop();
      limits?.stop();
      await Promise.all([...collectors.values()].map((collector) => collector.stop()));
      await relay.stop();
      await queue.stop();
      await instances.stop();
      modules.transport.close();
      await split.stop();
      await Promise.all([reads?.stop(), ...[...pools.values()].map((sql) => sql.end({ timeout: 5 }))]);
      await targets.embedded?.stop();
      await tracing?.stop();
    },
    abandon: () => targets.embedded?.abandon(),
  };
  return app;
}

const backupCall: Call = { actor: { kind: 'service', name: 'backup' }, requestId: 'backup' };

const transfersPerUser = 20;

/** Limits of open uploads and streams: per person, per address, and in total by the available descriptors. */
function openLimits(config: Config, descriptors: DescriptorBudget) {
  const isOn = config.RATE_LIMITS === 'on';
  return {
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
  };
}

/** Degraded if few descriptors are left, so that operators see it before requests are refused. */
async function checkDescriptors({ limit }: DescriptorBudget): Promise<{ health: Health; detail: string }> {
  const open = await openDescriptors();
  const isFew = limit !== null && open > limit * 0.8;
  return { health: isFew ? 'degraded' : 'ok', detail: `${open} of ${limit ?? 'unlimited'} open` };
}
