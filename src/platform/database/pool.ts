import type { ConnectionTarget } from './connection-target.ts';
import { isDatabaseAway, postgresCode } from './database-errors.ts';
import { failedSocket } from './dial.ts';
import { PooledConnection } from './pooled-connection.ts';
import { openClient, type PostgresClient } from './postgres-client.ts';
import { countWait, currentWaitBudget, type WaitBudget, withoutWaitBudget } from './wait-budget.ts';

export interface PoolOptions {
  readonly connections: number;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly idleTimeoutSeconds?: number;
  readonly prepare?: boolean;
  /** Called whenever a connection ends, also where the server ended it. */
  readonly onClose?: () => void;
  /** Called with the reason when the database can't be reached any more, and with null when it can again. */
  readonly onAway?: (reason: Error | null) => void;
}

/**
 * Lends connections to work, one to each. A statement is sent only on a connection that answered a moment ago, so what
 * is refused was not sent, and nothing waits in a socket for a database that comes back later.
 */
export interface Pool {
  /**
   * Runs `work` on a connection that nobody else uses meanwhile.
   * @throws Error that `isDatabaseAway` knows, where the database is away or the request's wait budget is spent.
   */
  use<Result>(work: (client: PostgresClient) => PromiseLike<Result>): Promise<Result>;
  /** The same for work that does not only wait for the database: it takes from the wait budget by itself. */
  useUncounted<Result>(work: (client: PostgresClient) => PromiseLike<Result>): Promise<Result>;
  /** A name, or the columns and values of a row, for a statement on any of the connections. */
  helper(part: string | object): unknown;
  /** Waits for what is under way, at most so long, then closes. */
  end(timeoutMs: number): Promise<void>;
}

interface Waiter {
  readonly budget: WaitBudget | undefined;
  readonly resolve: (connection: PooledConnection) => void;
  readonly reject: (error: Error) => void;
}

/** After a connection failed the next is tried about a second later. */
const retryMs = 900;
const retryJitterMs = 200;
/** While attempts hang, further ones are begun, so that the first answer counts. */
const overlapMs = 3_000;
const sweepMs = 250;
/** Statements may take long. After so long without a word another connection is asked whether the server is there. */
const silenceMs = 5_000;

export function createPool(target: ConnectionTarget, options: PoolOptions): Pool {
  const { name, prepare: prepares = true, idleTimeoutSeconds = 60, onClose, onAway } = options;
  const make = () =>
    new PooledConnection(target, { name, prepare: prepares, idleTimeoutSeconds, onClose: () => onClose?.() });
  const connections = Array.from({ length: options.connections }, make);
  // The one that was used last is lent first: under little load few are open, and they stay fresh.
  const free = [...connections];
  const used = new Set<PooledConnection>();
  const waiters: Waiter[] = [];
  let preparing = 0;
  let nextOpenAt = 0;
  let lastOpenAt = 0;
  let failure: Error | null = null;
  let endedBy: Error | undefined;
  let retryTimer: NodeJS.Timeout | undefined;

  const sweeper = setInterval(sweep, sweepMs).unref();
  // Never connects.
  const template = openClient(target, {
    name,
    prepare: prepares,
    idleTimeoutSeconds,
    connectTimeoutSeconds: 0,
    socket: () => failedSocket(new Error('never connects')),
    onClose: () => undefined,
  });
  // Only asked when all others are in use and silent.
  const spare = make();
  let isChecking = false;

  const isAnyOpen = () => connections.some(({ isOpen }) => isOpen);

  function lend(budget: WaitBudget | undefined): PooledConnection | Promise<PooledConnection> {
    if (endedBy) throw endedBy;
    const last = free.at(-1);
    if (last?.isFresh(performance.now()) && waiters.length === 0) {
      free.pop();
      return lent(last, budget);
    }
    if (failure && !isAnyOpen()) throw away(failure);
    return new Promise((resolve, reject) => {
      waiters.push({ budget, resolve, reject });
      pump();
    });
  }

  function lent(connection: PooledConnection, budget: WaitBudget | undefined): PooledConnection {
    connection.budget = budget;
    used.add(connection);
    return connection;
  }

  /** Makes as many connections ready as work waits for. */
  function pump(): void {
    while (waiters.length > preparing) {
      const connection = takeFree();
      if (!connection) break;
      void prepare(connection);
    }
    armRetry();
  }

  function takeFree(): PooledConnection | undefined {
    const open = free.findLastIndex(({ isOpen }) => isOpen);
    if (open >= 0) return free.splice(open, 1)[0];
    const now = performance.now();
    // Until one connection stands, a second attempt would tell nothing new, unless the first one hangs.
    const mayOpen = isAnyOpen() || preparing === 0 || now - lastOpenAt >= overlapMs;
    return now >= nextOpenAt && mayOpen ? free.pop() : undefined;
  }

  /** Makes sure that the server answers on this connection, then lends it. */
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

  /** Gives a connection that is ready to who has waited longest. */
  function serve(connection: PooledConnection): void {
    const waiter = waiters.shift();
    if (waiter) waiter.resolve(lent(connection, waiter.budget));
    else free.push(connection);
    if (waiters.length > 0) pump();
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

  /** Tries again as long as somebody waits or nothing is open, so that the end of an outage is noticed at once. */
  function armRetry(): void {
    if (endedBy || (waiters.length === 0 && !failure)) return;
    retryTimer ??= setTimeout(
      () => {
        retryTimer = undefined;
        const connection = waiters.length === 0 ? takeFree() : undefined;
        if (connection) void prepare(connection);
        else pump();
        armRetry();
      },
      Math.max(sweepMs, nextOpenAt - performance.now()),
    );
    // The process lives as long as somebody waits.
    if (waiters.length > 0) retryTimer.ref();
    else retryTimer.unref();
  }

  function giveBack(connection: PooledConnection, problem: unknown): void {
    connection.budget = undefined;
    if (breaksConnection(problem) || connection.cutOffBy) connection.close();
    connection.cutOffBy = undefined;
    used.delete(connection);
    if (connection.isOpen && problem === undefined) {
      connection.answeredAt = performance.now();
      return serve(connection);
    }
    // postgres.js counts the rows of a result that broke off into the next one: the check's, here.
    connection.answeredAt = Number.NEGATIVE_INFINITY;
    if (connection.isOpen) free.push(connection);
    else free.unshift(connection);
    if (waiters.length > 0) pump();
  }

  /** Refuses what has waited too long, and looks for connections on which nobody answers any more. */
  function sweep(): void {
    const now = performance.now();
    for (let i = waiters.length - 1; i >= 0; i -= 1) {
      if (waiters[i]?.budget?.isSpent(now)) waiters.splice(i, 1)[0]?.reject(late(target));
    }
    let heardAt = Number.NEGATIVE_INFINITY;
    for (const connection of connections) heardAt = Math.max(heardAt, connection.heardAt(now), connection.answeredAt);
    const mayAnswer = now - heardAt < silenceMs;
    for (const connection of used) {
      if (connection.budget?.isSpent(now)) void connection.cutOff(late(target), mayAnswer);
    }
    if (used.size > 0 && !mayAnswer) void checkServer();
  }

  /** Asks on another connection; where that hears nothing either, all that are silent are cut off. */
  async function checkServer(): Promise<void> {
    if (isChecking || preparing > 0 || failure) return;
    isChecking = true;
    const connection = takeFree();
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
      if (Math.max(connection.heardAt(now), connection.answeredAt) < since) void connection.cutOff(late(target), false);
    }
  }

  async function useUncounted<Result>(work: (client: PostgresClient) => PromiseLike<Result>): Promise<Result> {
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
      giveBack(connection, problem);
    }
  }

  return {
    useUncounted,
    helper: (part) => (typeof part === 'string' ? template(part) : template({ ...part })),
    use: (work) => countWait(() => useUncounted(work)),
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

/** Whether the connection may be of no use any more; what PostgreSQL or the app itself refuse leaves it as it was. */
function breaksConnection(error: unknown): boolean {
  return isDatabaseAway(error) || /^(?:E[A-Z]{3}|CONN)/.test(postgresCode(error) ?? '');
}

/** Keeps the code, by which others know what kind of failure it is. */
function away(cause: Error): Error {
  if (!isDatabaseAway(cause)) return cause;
  return Object.assign(new Error('the database is away', { cause }), { code: postgresCode(cause) });
}

function late({ host, port }: ConnectionTarget): Error {
  return Object.assign(new Error(`the database at ${host}:${port} did not answer in time`), { code: 'ETIMEDOUT' });
}
