import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Backend, cancelStatement } from './cancel.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { connectTimeout, dial, failedSocket } from './dial.ts';
import { openClient, type PostgresClient } from './postgres-client.ts';
import type { WaitBudget } from './wait-budget.ts';

/** An answer younger than this proves that the connection works: a statement may be sent without asking first. */
const freshMs = 100;
/** From the first byte to the first answer: several round trips, and the server may be slow. */
const openTimeoutMs = 10_000;
/** One round trip of a server that has nothing to do for it. */
const checkTimeoutMs = 4_000;
const cancelTimeoutMs = 500;

/** One connection of a pool. It connects only when told to, and whoever uses it uses it alone. */
export class PooledConnection {
  readonly client: PostgresClient;
  isOpen = false;
  answeredAt = Number.NEGATIVE_INFINITY;
  /** Of the request that uses it now. */
  budget: WaitBudget | undefined;
  /** Why its user was cut off. */
  cutOffBy: Error | undefined;
  readonly #target: ConnectionTarget;
  readonly #onClose: () => void;
  /** Dialled, and not taken by postgres.js yet. */
  #dialled: Socket | undefined;
  #socket: Socket | undefined;
  #backend: Backend | undefined;
  /** Resolves once postgres.js has let go of the socket. */
  #closed: PromiseWithResolvers<void> | undefined;
  #bytesRead = 0;
  #heardAt = 0;

  constructor(
    target: ConnectionTarget,
    options: { name: string; prepare: boolean; idleTimeoutSeconds: number; onClose: () => void },
  ) {
    this.#target = target;
    this.#onClose = options.onClose;
    this.client = openClient(target, {
      name: options.name,
      prepare: options.prepare,
      idleTimeoutSeconds: options.idleTimeoutSeconds,
      connectTimeoutSeconds: 0,
      socket: () => this.#takeSocket(),
      onClose: () => this.#handleClose(),
    });
  }

  isFresh(now: number): boolean {
    return this.isOpen && now - this.answeredAt < freshMs;
  }

  /** @throws Error where the server can't be reached, refuses, or does not answer in time. */
  async open(): Promise<void> {
    this.#dialled = await dial(this.#target, openTimeoutMs);
    this.#socket = this.#dialled;
    this.#backend = await this.#ask(openTimeoutMs);
    this.isOpen = true;
  }

  /** Asks the server for an answer, and closes the connection where there is none. */
  async check(): Promise<void> {
    await this.#ask(checkTimeoutMs);
  }

  /** When the server was last heard of here, as far as the calls of this method tell. */
  heardAt(now: number): number {
    const bytesRead = this.#socket?.bytesRead ?? 0;
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
    if (mayAnswer && this.#backend) {
      await cancelStatement(this.#target, this.#backend, cancelTimeoutMs).catch(() => undefined);
      await sleep(cancelTimeoutMs, undefined, { ref: false });
    }
    // Its user may be gone by now, and the connection a new one.
    if (this.cutOffBy === reason) await this.close();
  }

  /** Closes at once; resolves once postgres.js can open it anew. */
  async close(): Promise<void> {
    this.#socket?.destroy();
    await this.#closed?.promise;
  }

  /** Says goodbye to the server where it listens, and is of no use afterwards. */
  async end(): Promise<void> {
    if (this.isOpen) await this.client.end({ timeout: 1 });
    this.#socket?.destroy();
  }

  /** Simple, so that one message asks and nothing is kept. */
  async #ask(timeoutMs: number): Promise<Backend> {
    let late: Error | undefined;
    const timer = setTimeout(() => {
      late = connectTimeout(this.#target);
      this.#socket?.destroy(late);
    }, timeoutMs);
    try {
      const { state } = await this.client.unsafe('select 1');
      this.answeredAt = performance.now();
      return state;
    } catch (error) {
      await this.close();
      throw late ?? error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** postgres.js connects again by itself where a server closes during the handshake: it gets a socket once a time. */
  #takeSocket(): Socket {
    const socket = this.#dialled;
    this.#dialled = undefined;
    this.#closed ??= Promise.withResolvers();
    if (socket && !socket.destroyed) return socket;
    return failedSocket(Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' }));
  }

  #handleClose(): void {
    this.isOpen = false;
    this.#socket = undefined;
    this.#backend = undefined;
    const closed = this.#closed;
    this.#closed = undefined;
    this.#onClose();
    closed?.resolve();
  }
}
