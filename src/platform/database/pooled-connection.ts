import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Backend, cancelStatement } from './cancel.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { connectTimeout, dial, once } from './dial.ts';
import { openClient, type PostgresClient } from './postgres-client.ts';
import type { WaitBudget } from './wait-budget.ts';

/** An answer younger than this proves that the connection works: a statement may be sent without asking first. */
const freshMs = 100;
/** From the first byte to the first answer: several round trips, and the server may be slow. */
const openTimeoutMs = 10_000;
/** One round trip of a server that has nothing to do for it. */
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

/** One connection of a pool. It connects only when told to, each time with a new client. Whoever uses it uses it alone. */
export class PooledConnection {
  answeredAt = Number.NEGATIVE_INFINITY;
  /** Of the request that uses it now. */
  budget: WaitBudget | undefined;
  /** Why its user was cut off. */
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

  /** @throws Error where it is not open. */
  get client(): PostgresClient {
    if (!this.#session) throw Object.assign(new Error('the connection is closed'), { code: 'CONNECTION_CLOSED' });
    return this.#session.client;
  }

  /** @throws Error where the server can't be reached, refuses, or does not answer in time. */
  async open(): Promise<void> {
    const session = this.#connect(await dial(this.#target, openTimeoutMs));
    this.#session = session;
    session.backend = await this.#ask(session, openTimeoutMs);
    if (this.#session === session) this.#isOpen = true;
  }

  /** Asks the server for an answer, and closes the connection where there is none. */
  async check(): Promise<void> {
    if (this.#session) await this.#ask(this.#session, checkTimeoutMs);
  }

  /** When the server was last heard of here, as far as the calls of this method tell. */
  heardAt(now: number): number {
    const bytesRead = this.#session?.socket.bytesRead ?? 0;
    if (bytesRead !== this.#bytesRead) this.#heardAt = now;
    this.#bytesRead = bytesRead;
    return this.#heardAt;
  }

  /**
   * Ends what its user waits for: the server is asked to stop it, so that it is not done later, then the connection is
   * closed. The user's statement is refused.
   */
  async cutOff(reason: Error, mayAnswer: boolean): Promise<void> {
    if (this.cutOffBy) return;
    this.cutOffBy = reason;
    const backend = this.#session?.backend;
    if (mayAnswer && backend) {
      await cancelStatement(this.#target, backend, cancelTimeoutMs).catch(() => undefined);
      await sleep(cancelTimeoutMs, undefined, { ref: false });
    }
    // Its user may be gone by now, and the connection a new one.
    if (this.cutOffBy === reason) this.close();
  }

  /** Closes at once; all that waits for an answer is refused. */
  close(): void {
    if (this.#session) this.#lose(this.#session);
  }

  /** Says goodbye to the server where it listens. */
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

  /** Simple, so that one message asks and nothing is kept. */
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
    // Refuses what it still keeps.
    session.client.end({ timeout: 0 }).catch(() => undefined);
    this.#options.onClose();
  }
}
