import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Backend, cancelStatement } from './cancel.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { connectTimeout, openSocket, once } from './open-socket.ts';
import { openClient, type PostgresClient } from './postgres-client.ts';
import type { WaitBudget } from './wait-budget.ts';

/** After an answer this recent, a statement is sent without a check of the connection. */
const freshMs = 100;
/** Time limit for opening a connection: several round trips, and the server may be slow. */
const openTimeoutMs = 10_000;
/** Time limit for one round trip of an idle server session. */
const checkTimeoutMs = 4_000;
const cancelTimeoutMs = 500;

export interface ConnectionOptions {
  readonly name: string;
  readonly prepare: boolean;
  readonly idleTimeoutSeconds: number;
  readonly onClose: () => void;
}

interface Session {
  readonly client: PostgresClient;
  readonly socket: Socket;
  backend: Backend | undefined;
}

/**
 * One connection of a pool. It connects only through `open`, each time with a new client, and has one user at a time.
 */
export class PooledConnection {
  answeredAt = Number.NEGATIVE_INFINITY;
  /** The wait budget of the request that uses the connection. */
  budget: WaitBudget | undefined;
  /** The reason why the user's work was cancelled. */
  cutOffBy: Error | undefined;
  readonly #target: ConnectionTarget;
  readonly #options: ConnectionOptions;
  #session: Session | undefined;
  #isOpen = false;
  #bytesRead = 0;
  #heardAt = 0;

  constructor(target: ConnectionTarget, options: ConnectionOptions) {
    this.#target = target;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  isFresh(now: number): boolean {
    return this.#isOpen && now - this.answeredAt < freshMs;
  }

  /** @throws Error if the connection is not open. */
  get client(): PostgresClient {
    if (!this.#session) throw Object.assign(new Error('the connection is closed'), { code: 'CONNECTION_CLOSED' });
    return this.#session.client;
  }

  /** @throws Error if the server is unreachable, refuses the connection, or does not answer in time. */
  async open(): Promise<void> {
    const session = this.#connect(await openSocket(this.#target, openTimeoutMs));
    this.#session = session;
    session.backend = await this.#ask(session, openTimeoutMs);
    if (this.#session === session) this.#isOpen = true;
  }

  /** Checks that the server answers, and closes the connection if it does not. */
  async check(): Promise<void> {
    if (this.#session) await this.#ask(this.#session, checkTimeoutMs);
  }

  /** The time of the last known answer of the server on this connection. */
  heardAt(now: number): number {
    const bytesRead = this.#session?.socket.bytesRead ?? 0;
    if (bytesRead !== this.#bytesRead) this.#heardAt = now;
    this.#bytesRead = bytesRead;
    return this.#heardAt;
  }

  /**
   * Cancels the statement that the user waits for: the server is asked to cancel it, so that it does not take effect
   * later, then the connection is closed. The user's promise is rejected.
   */
  async cutOff(reason: Error, mayAnswer: boolean): Promise<void> {
    if (this.cutOffBy) return;
    this.cutOffBy = reason;
    const backend = this.#session?.backend;
    if (mayAnswer && backend) {
      await cancelStatement(this.#target, backend, cancelTimeoutMs).catch(() => undefined);
      await sleep(cancelTimeoutMs, undefined, { ref: false });
    }
    // The connection may already be a new one with another user.
    if (this.cutOffBy === reason) this.close();
  }

  /** Closes immediately. Everything that waits for an answer is rejected. */
  close(): void {
    if (this.#session) this.#lose(this.#session);
  }

  /** Ends the session cleanly if the server answers. */
  async end(): Promise<void> {
    const session = this.#session;
    if (this.#isOpen) await session?.client.end({ timeout: 1 });
    this.close();
  }

  #connect(socket: Socket): Session {
    const { name, prepare, idleTimeoutSeconds } = this.#options;
    const client = openClient(this.#target, {
      name,
      prepare,
      idleTimeoutSeconds,
      connectTimeoutSeconds: 0,
      socket: once(socket),
      onClose: () => this.#lose(session),
    });
    const session: Session = { client, socket, backend: undefined };
    return session;
  }

  /** The simple query protocol: a single message, and no prepared statement is kept. */
  async #ask(session: Session, timeoutMs: number): Promise<Backend> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(connectTimeout(this.#target)), timeoutMs);
    try {
      const { state } = await Promise.race([session.client.unsafe('select 1'), late.promise]);
      this.answeredAt = performance.now();
      return state;
    } catch (error) {
      this.#lose(session);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #lose(session: Session): void {
    session.socket.destroy();
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#isOpen = false;
    // Rejects the queries that the client still holds.
    session.client.end({ timeout: 0 }).catch(() => undefined);
    this.#options.onClose();
  }
}
