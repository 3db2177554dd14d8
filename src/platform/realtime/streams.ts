import type { ServerResponse } from 'node:http';
import { isInAudience, hasLostAccess, type Scope } from '../access/scope.ts';
import type { AccessCaches } from '../access/cache.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { AnyEvent, Audience } from '../events/event.ts';
import type { OpenLimit } from '../http/open-limit.ts';
import type { OrganizationId, UserId } from '../ids.ts';
import type { Logger } from '../observability/logger.ts';
import type { EventLog, LoggedEvent, LogState } from './event-log.ts';

/** The listener of a stream. Its scope is checked for each event, and its session whenever access changes. */
export interface Listener {
  readonly userId: UserId;
  /** The source of the connection, as rate limits use it. */
  readonly source: string;
  readonly credentialKey: string;
  readonly scope: () => Scope | Promise<Scope>;
  readonly isStillSignedIn: () => Promise<boolean>;
}

export interface Streams {
  start(): Promise<void>;
  /** The log has grown, up to this position if known: read on. */
  wake(position?: number): void;
  /**
   * Writes Server-Sent Events (WHATWG HTML, 9.2) to `outgoing` until one side ends. `lastEventId` resumes without a
   * gap, or starts with `event: reset` if it is too old.
   * @throws DomainError 429 or 503 if too many streams are open.
   */
  open(
    outgoing: ServerResponse,
    listener: Listener,
    lastEventId: string | null,
    headers: Readonly<Record<string, string>>,
  ): Promise<void>;
  count(): number;
  /** Ends every stream with a short reconnection time. */
  stop(): void;
}

interface OpenStream {
  readonly outgoing: ServerResponse;
  readonly listener: Listener;
  /** Events up to this position were written, or were not visible to this listener. */
  position: number;
  /** The listener's scope at the last check. */
  seen: Scope;
  /** Heartbeats until the credentials are checked again, because they can expire. */
  beatsToRecheck: number;
}

export interface StreamsOptions {
  readonly log: Logger;
  readonly eventLog: EventLog;
  readonly access: Pick<AccessCaches, 'onForget'>;
  readonly limit: OpenLimit;
  readonly pollIntervalMs?: number;
  readonly heartbeatMs?: number;
}

const readBatch = 500;
/** Ten minutes at the usual heartbeat interval. */
const beatsBetweenRechecks = 40;
/** A reader with this many unsent bytes is too slow: it is disconnected and resumes. */
const maxWaitingBytes = 1024 * 1024;

export function createStreams(options: StreamsOptions): Streams {
  const { eventLog, log, access, limit, pollIntervalMs = 1_000, heartbeatMs = 15_000 } = options;
  const open = new Set<OpenStream>();
  let state: LogState = { epoch: '', head: 0, oldest: 0 };
  let position = 0;
  let reading: Promise<void> | undefined;
  let isHinted = false;
  /** The relay of this process announces a position directly, and NOTIFY announces it again. */
  let hintedPosition = 0;
  const timers: NodeJS.Timeout[] = [];

  const frameId = (at: number) => `${state.epoch}-${at}`;

  async function readNewEvents(): Promise<void> {
    do {
      isHinted = false;
      const batch = await eventLog.after(position, readBatch);
      for (const logged of batch) await deliver(logged);
      if (batch.length === readBatch) isHinted = true;
    } while (isHinted);
  }

  async function deliver(logged: LoggedEvent): Promise<void> {
    const { audience } = logged.event;
    if (audience === null) position = logged.position;
    else await broadcast(logged, audience);
  }

  async function broadcast(logged: LoggedEvent, audience: Audience): Promise<void> {
    let bytes: Buffer | undefined;
    for (const stream of open) {
      if (stream.position >= logged.position) continue;
      const pending = scopeOf(stream);
      // Cached scopes need no `await`: with thousands of streams that is most of the time.
      const scope = pending instanceof Promise ? await pending : pending;
      if (scope === null) stream.outgoing.destroy();
      stream.position = logged.position;
      if (scope === null || !isInAudience(scope, audience)) continue;
      bytes ??= Buffer.from(frame(frameId(logged.position), logged.event.type, streamData(logged.event)));
      write(stream, bytes);
    }
    // In the same turn of the event loop as the last write: a stream that joins from now on begins after this position.
    position = logged.position;
  }

  /** The listener's scope; null if it cannot be read now: the stream is ended, and the reader resumes later. */
  function scopeOf({ listener }: OpenStream): Scope | Promise<Scope | null> {
    const scope = listener.scope();
    if (!(scope instanceof Promise)) return scope;
    return scope.catch((error: unknown) => {
      if (!isDatabaseAway(error)) log.error({ err: error }, 'the permissions of an event stream could not be read');
      return null;
    });
  }

  function write(stream: OpenStream, bytes: Buffer | string): void {
    if (stream.outgoing.writableLength > maxWaitingBytes) stream.outgoing.destroy();
    else stream.outgoing.write(bytes);
  }

  function wake(at?: number): void {
    if (at !== undefined && at <= hintedPosition) return;
    hintedPosition = at ?? hintedPosition;
    if (open.size === 0) {
      // The next stream begins at the head of the log.
      position = Math.max(position, hintedPosition);
      return;
    }
    isHinted = true;
    reading ??= readNewEvents()
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) log.error({ err: error }, 'event streams could not read new events');
      })
      .finally(() => {
        reading = undefined;
      });
  }

  /** Writes the events since the stream's position, and adds it to the live streams without a gap. */
  async function catchUp(stream: OpenStream): Promise<void> {
    while (stream.position < position && !stream.outgoing.closed) {
      const batch = await eventLog.after(stream.position, readBatch);
      for (const { position: eventPosition, event } of batch) {
        if (event.audience && isInAudience(await stream.listener.scope(), event.audience)) {
          write(stream, frame(frameId(eventPosition), event.type, streamData(event)));
        }
        stream.position = eventPosition;
      }
      if (batch.length === 0) stream.position = position;
    }
    if (stream.outgoing.closed) return;
    if (open.size === 0) position = stream.position;
    open.add(stream);
    // Access that was removed during the catch-up ends the stream.
    if (await hasEnded(stream)) stream.outgoing.end();
  }

  /**
   * Ends the streams of listeners whose session or account has ended, or who lost access to something. The browser
   * reconnects at once and reloads what it shows.
   */
  function recheck(keys: readonly string[]): void {
    const changed = new Set(keys);
    for (const stream of open) {
      if (concerns(stream, changed)) endIfOver(stream);
    }
  }

  function endIfOver(stream: OpenStream): void {
    void hasEnded(stream)
      .catch(() => false)
      .then((isOver) => {
        if (isOver) stream.outgoing.end();
      });
  }

  function sendHeartbeat(): void {
    for (const stream of open) {
      write(stream, `id: ${frameId(Math.max(stream.position, position))}\n:\n\n`);
      stream.beatsToRecheck -= 1;
      if (stream.beatsToRecheck > 0) continue;
      stream.beatsToRecheck = beatsBetweenRechecks;
      endIfOver(stream);
    }
  }

  return {
    async start() {
      state = await eventLog.state();
      position = state.head;
      access.onForget(recheck);
      await eventLog.listen(wake, () => wake());
      timers.push(setInterval(() => wake(), pollIntervalMs).unref());
      timers.push(setInterval(sendHeartbeat, heartbeatMs).unref());
    },
    wake,
    count: () => open.size,
    async open(outgoing, listener, lastEventId, headers) {
      const release = limit.enter(listener);
      if (outgoing.closed) release();
      else outgoing.once('close', release);
      const current = await eventLog.state();
      const resumeFrom = lastEventId === null ? null : resumable(lastEventId, current);
      outgoing.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
      outgoing.flushHeaders();
      const stream: OpenStream = {
        outgoing,
        listener,
        position: resumeFrom ?? current.head,
        seen: await listener.scope(),
        // Spread over the beats, for when all reconnect after a start.
        beatsToRecheck: 1 + Math.floor(Math.random() * beatsBetweenRechecks),
      };
      outgoing.on('close', () => open.delete(stream));
      const isReset = lastEventId !== null && resumeFrom === null;
      write(stream, frame(frameId(stream.position), isReset ? 'reset' : 'ready', '{}'));
      await catchUp(stream);
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
      for (const stream of open) {
        stream.outgoing.write('retry: 1000\n\n');
        stream.outgoing.end();
      }
      open.clear();
    },
  };
}

function concerns({ listener: { userId, credentialKey }, seen }: OpenStream, keys: ReadonlySet<string>): boolean {
  if (keys.has(`user:${userId}`) || keys.has(`guest:${userId}`) || keys.has(credentialKey)) return true;
  return seen.organizations.some(({ id }) => keys.has(`organization:${id}`));
}

async function hasEnded(stream: OpenStream): Promise<boolean> {
  if (!(await stream.listener.isStillSignedIn())) return true;
  const now = await stream.listener.scope();
  const isOver = hasLostAccess(now, stream.seen);
  stream.seen = now;
  return isOver;
}

/** The position to resume from, or null if the log no longer holds the events since. */
function resumable(lastEventId: string, { epoch, head, oldest }: LogState): number | null {
  const match = /^([a-z0-9]+)-(\d{1,15})$/.exec(lastEventId);
  if (!match || match[1] !== epoch) return null;
  const at = Number(match[2]);
  return at > head || at < oldest - 1 ? null : at;
}

function frame(id: string, event: string, body: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${body}\n\n`;
}

/** The data that tells a reader what to reload; never the content itself. */
function streamData({ subject, organizationId, at, actor, payload }: AnyEvent): string {
  return JSON.stringify({
    kind: subject.kind,
    id: subject.id,
    version: subject.version,
    organizationId: organizationId satisfies OrganizationId | null,
    actorId: 'userId' in actor ? actor.userId : null,
    at,
    ...textOf(payload, 'teamId'),
    ...textOf(payload, 'taskId'),
    ...textOf(payload, 'projectId'),
    ...textOf(payload, 'previousTeamId'),
    ...textOf(payload, 'previousProjectId'),
  });
}

function textOf(payload: Record<string, unknown>, name: string): Record<string, string> {
  const value = payload[name];
  return typeof value === 'string' ? { [name]: value } : {};
}
