import type { ConnectionTarget } from './connection-target.ts';
import { isDatabaseAway, postgresCode } from './database-errors.ts';
import { failedSocket } from './open-socket.ts';
import { PooledConnection } from './pooled-connection.ts';
import { openClient, type PostgresClient } from './postgres-client.ts';
import { countWait, currentWaitBudget, type WaitBudget, withoutWaitBudget } from './wait-budget.ts';

export interface PoolOptions {
  readonly connections: number;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly idleTimeoutSeconds?: number;
  /** Whether statements are prepared: worth it only for those that run often, and not possible behind every pooler. */
  readonly prepare?: boolean;
  /** Called whenever a connection ends, also if the server ended it. */
  readonly onClose?: () => void;
  /** Where it listens for NOTIFY. Default: where it connects. */
  readonly listenTarget?: ConnectionTarget;
  /** Called with an error that a listener on this database met; it goes on listening. */
  readonly onListenError?: (error: unknown) => void;
  /** Called with the reason when the database becomes unreachable, and with null when it is reachable again. */
  readonly onAway?: (reason: Error | null) => void;
}

/**
 * Lends connections, each to one user at a time. A statement is sent only on a connection that answered a moment ago.
 * So a refused statement was never sent, and none waits in a socket for a database that returns later.
 */
export interface Pool {
  /**
   * Runs `work` on a connection that nothing else uses meanwhile.
   * @throws Error that `isDatabaseAway` recognizes, if the database is unreachable or the request's wait budget is used
   * up.
   */
  use<Result>(work: (client: PostgresClient) => PromiseLike<Result>): Promise<Result>;
  /**
   * The same for work that also does other things than wait for the database: it counts its waits against the budget
   * itself.
   */
  runUncounted<Result>(work: (client: PostgresClient) => PromiseLike<Result>): Promise<Result>;
  /** How busy it is. */
  load(): PoolLoad;
  /** An escaped identifier, or the columns and values of a row, for a statement on any of the connections. */
  helper(part: string | object): unknown;
  /** Waits for running work, at most `timeoutMs` milliseconds, then closes. */
  end(timeoutMs: number): Promise<void>;
}

export interface PoolLoad {
  /** Connections in use, and how many there can be. */
  readonly used: number;
  readonly connections: number;
  /** Callers that wait for a connection now. */
  readonly waiting: number;
  /** Callers that have waited since the start, and for how long together. */
  readonly waits: number;
  readonly waitedMs: number;
}

interface Waiter {
  readonly since: number;
  readonly budget: WaitBudget | undefined;
  readonly resolve: (connection: PooledConnection) => void;
  readonly reject: (error: Error) => void;
}

/** Pause between a failed connection attempt and the next, in milliseconds. */
const retryMs = 900;
const retryJitterMs = 200;
/** While an attempt has no answer for this long, another one starts in parallel; the first success counts. */
const overlapMs = 3_000;
const sweepMs = 250;
/**
 * A statement may take long. After this time without an answer, another connection checks whether the server answers.
 */
const silenceMs = 5_000;

export function createPool(target: ConnectionTarget, options: PoolOptions): Pool {
  const { name, prepare: prepares = false, idleTimeoutSeconds = 60, onClose, onAway } = options;
  const make = () =>
    new PooledConnection(target, { name, prepare: prepares, idleTimeoutSeconds, onClose: () => onClose?.() });
  const connections = Array.from({ length: options.connections }, make);
  // The most recently used connection is lent first: under low load few connections are open, and they stay fresh.
  const free = [...connections];
  const used = new Set<PooledConnection>();
  const waiters: Waiter[] = [];
  let preparing = 0;
  let waits = 0;
  let waitedMs = 0;
  let nextOpenAt = 0;
  let lastOpenAt = 0;
  let failure: Error | null = null;
  let endedBy: Error | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  const sweeper = setInterval(sweep, sweepMs).unref();
  // This client only builds helpers and never connects.
  const template = openClient(target, {
    name,
    prepare: prepares,
    idleTimeoutSeconds,
    connectTimeoutSeconds: 0,
    socket: () => failedSocket(new Error('never connects')),
    onClose: () => undefined,
  });
  // The spare connection is used only for a check, when all others are in use and silent.
  const spare = make();
  let isChecking = false;

  const isAnyOpen = () => connections.some(({ isOpen }) => isOpen);

  function lend(budget: WaitBudget | undefined): PooledConnection | Promise<PooledConnection> {
    if (endedBy) throw endedBy;
    const last = free.at(-1);
    if (last?.isFresh(performance.now()) && waiters.length === 0) {
      free.pop();
      return lendConnection(last, budget);
    }
    if (failure && !isAnyOpen()) throw away(failure);
    return new Promise((resolve, reject) => {
      waiters.push({ since: performance.now(), budget, resolve, reject });
      assignConnections();
    });
  }

  function lendConnection(connection: PooledConnection, budget: WaitBudget | undefined): PooledConnection {
    connection.budget = budget;
    used.add(connection);
    return connection;
  }

  /** Prepares as many connections as there are waiters. */
  function assignConnections(): void {
    while (waiters.length > preparing) {
      const connection = takeIdle();
      if (!connection) break;
      void prepare(connection);
    }
    armRetry();
  }

  function takeIdle(): PooledConnection | undefined {
    const open = free.findLastIndex(({ isOpen }) => isOpen);
    if (open >= 0) return free.splice(open, 1)[0];
    const now = performance.now();
    // Until one connection is open, a second attempt would only repeat the first, unless the first has no answer.
    const mayOpen = isAnyOpen() || preparing === 0 || now - lastOpenAt >= overlapMs;
    return now >= nextOpenAt && mayOpen ? free.pop() : undefined;
  }

  /** Checks that the server answers on this connection, then lends it. */
  async function prepare(connection: PooledConnection): Promise<void> {
    preparing += 1;
    const askedAt = performance.now();
    const problem = await withoutWaitBudget(() => openOrCheck(connection)).then(() => null, toError);
    preparing -= 1;
    if (problem) {
      free.unshift(connection);
      return failed(problem, askedAt);
    }
    if (failure) onAway?.(null);
    failure = null;
    serve(connection);
  }

  async function openOrCheck(connection: PooledConnection): Promise<void> {
    if (connection.isOpen && !connection.isFresh(performance.now())) await connection.check().catch(() => undefined);
    if (connection.isOpen) return;
    lastOpenAt = performance.now();
    await connection.open();
  }

  /** Lends a ready connection to the longest waiter. */
  function serve(connection: PooledConnection): void {
    const waiter = waiters.shift();
    if (waiter) {
      waits += 1;
      waitedMs += performance.now() - waiter.since;
      waiter.resolve(lendConnection(connection, waiter.budget));
    } else free.push(connection);
    if (waiters.length > 0) assignConnections();
  }

  function failed(error: Error, askedAt: number): void {
    if (endedBy) return;
    nextOpenAt = performance.now() + retryMs + Math.random() * retryJitterMs;
    if (postgresCode(error) === 'CONNECT_TIMEOUT') cutOffSilent(askedAt);
    if (!isAnyOpen()) {
      if (!failure) onAway?.(error);
      failure = error;
      for (const waiter of waiters.splice(0)) waiter.reject(away(error));
    }
    armRetry();
  }

  /**
   * Schedules the next attempt while there are waiters or no connection is open, so that the end of an outage is
   * noticed at once.
   */
  function armRetry(): void {
    if (endedBy || (waiters.length === 0 && !failure)) return;
    retryTimer ??= setTimeout(
      () => {
        retryTimer = undefined;
        const connection = waiters.length === 0 ? takeIdle() : undefined;
        if (connection) void prepare(connection);
        else assignConnections();
        armRetry();
      },
      Math.max(sweepMs, nextOpenAt - performance.now()),
    );
    // Waiters keep the process alive.
    if (waiters.length > 0) retryTimer.ref();
    else retryTimer.unref();
  }

  function returnConnection(connection: PooledConnection, problem: unknown): void {
    connection.budget = undefined;
    if (breaksConnection(problem) || connection.cutOffBy) connection.close();
    connection.cutOffBy = undefined;
    used.delete(connection);
    if (connection.isOpen && problem === undefined) {
      connection.answeredAt = performance.now();
      return serve(connection);
    }
    // postgres.js adds the rows of an interrupted result to the next result, which would be the check's.
    connection.answeredAt = Number.NEGATIVE_INFINITY;
    if (connection.isOpen) free.push(connection);
    else free.unshift(connection);
    if (waiters.length > 0) assignConnections();
  }

  /** Refuses waiters whose time is up, and finds connections on which the server no longer answers. */
  function sweep(): void {
    const now = performance.now();
    for (let i = waiters.length - 1; i >= 0; i -= 1) {
      if (waiters[i]?.budget?.isSpent(now)) waiters.splice(i, 1)[0]?.reject(timeoutError(target));
    }
    let heardAt = Number.NEGATIVE_INFINITY;
    for (const connection of connections) heardAt = Math.max(heardAt, connection.heardAt(now), connection.answeredAt);
    const mayAnswer = now - heardAt < silenceMs;
    for (const connection of used) {
      if (connection.budget?.isSpent(now)) void connection.cutOff(timeoutError(target), mayAnswer);
    }
    if (used.size > 0 && !mayAnswer) void checkServer();
  }

  /** Checks the server on another connection. If that gets no answer either, all silent connections are closed. */
  async function checkServer(): Promise<void> {
    if (isChecking || preparing > 0 || failure) return;
    isChecking = true;
    const connection = takeIdle();
    if (connection) await prepare(connection);
    else {
      const askedAt = performance.now();
      await openOrCheck(spare).catch((error: unknown) => failed(toError(error), askedAt));
    }
    isChecking = false;
  }

  function cutOffSilent(since: number): void {
    const now = performance.now();
    for (const connection of used) {
      if (Math.max(connection.heardAt(now), connection.answeredAt) < since)
        void connection.cutOff(timeoutError(target), false);
    }
  }

  async function runUncounted<Result>(work: (client: PostgresClient) => PromiseLike<Result>): Promise<Result> {
    const budget = currentWaitBudget();
    const lending = lend(budget);
    const connection = lending instanceof Promise ? await lending : lending;
    let problem: unknown;
    try {
      return await work(connection.client);
    } catch (error) {
      problem = error;
      throw connection.cutOffBy ?? error;
    } finally {
      returnConnection(connection, problem);
    }
  }

  return {
    runUncounted,
    helper: (part) => (typeof part === 'string' ? template(part) : template({ ...part })),
    load: () => ({ used: used.size, connections: connections.length, waiting: waiters.length, waits, waitedMs }),
    use: (work) => countWait(() => runUncounted(work)),
    async end(timeoutMs) {
      if (endedBy) return;
      endedBy = Object.assign(new Error('the pool has ended'), { code: 'CONNECTION_ENDED' });
      clearTimeout(retryTimer);
      for (const waiter of waiters.splice(0)) waiter.reject(endedBy);
      const endAt = performance.now() + timeoutMs;
      while (used.size > 0 && performance.now() < endAt) await new Promise((resolve) => setTimeout(resolve, 5));
      clearInterval(sweeper);
      await Promise.all([...connections, spare].map((connection) => connection.end()));
    },
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * Whether the error may have broken the connection. An error reported by PostgreSQL or thrown by the app leaves it
 * usable.
 */
function breaksConnection(error: unknown): boolean {
  return isDatabaseAway(error) || /^(?:E[A-Z]{3}|CONN)/.test(postgresCode(error) ?? '');
}

/** Wraps an error and keeps its code, which identifies the kind of failure. */
function away(cause: Error): Error {
  if (!isDatabaseAway(cause)) return cause;
  return Object.assign(new Error('the database is away', { cause }), { code: postgresCode(cause) });
}

function timeoutError({ host, port }: ConnectionTarget): Error {
  return Object.assign(new Error(`the database at ${host}:${port} did not answer in time`), { code: 'ETIMEDOUT' });
}
