import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hasLostAccess, isInAudience } from '../access/scope.ts';
import type { AccessCaches } from '../access/cache.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { OpenLimit } from '../http/open-limit.ts';
import { releaseRequest } from '../http/release-request.ts';
import type { Audience } from '../events/event.ts';
import type { UserId } from '../ids.ts';
import type { Logger } from '../observability/logger.ts';
import type { EventLog, LoggedEvent, LogState } from './event-log.ts';
import { eventFrame, frame, resumable } from './frame.ts';
import { createOpenStreams, isStale, type Listener, type OpenStream } from './open-streams.ts';

/** A request for a stream, and where it is written. */
export interface StreamRequest {
  readonly incoming: IncomingMessage | undefined;
  readonly outgoing: ServerResponse;
  readonly headers: Readonly<Record<string, string>>;
  readonly listener: Listener;
  /** The source of the connection, as rate limits use it. */
  readonly source: string;
  /** Resumes after this event without a gap, or starts with `event: reset` if it is too old. */
  readonly lastEventId: string | null;
  /**
   * Long polling, for clients behind a proxy that delivers a reply only once it is complete: the reply is the same, but
   * ends after the first events, or when nothing has happened for 25 seconds. Without `lastEventId` it ends at once.
   */
  readonly isPoll: boolean;
}

export interface Streams {
  start(): Promise<void>;
  /** The log has grown, up to this position if known: read on. */
  wake(position?: number): void;
  /**
   * Writes Server-Sent Events (WHATWG HTML, 9.2) until one side ends.
   * @throws DomainError 429 or 503 if too many streams are open.
   */
  open(request: StreamRequest): Promise<void>;
  /**
   * Writes a frame to the open streams of these people, as far as they are in the audience. For what is not in the log:
   * the frame has no id, and who is not connected misses it.
   */
  sendTo(userIds: Iterable<UserId>, audience: Audience, frame: Buffer): Promise<void>;
  count(): number;
  /** Ends every stream with a short reconnection time. */
  stop(): void;
}

export interface StreamsOptions {
  readonly log: Logger;
  readonly eventLog: EventLog;
  readonly access: Pick<AccessCaches, 'onForget' | 'isTrusted' | 'refresh'>;
  readonly limit: OpenLimit;
  readonly pollIntervalMs?: number;
  readonly heartbeatMs?: number;
}

const readBatch = 500;
/** Ten minutes at the usual heartbeat interval. */
const beatsBetweenRechecks = 40;
/** A reader with this many unsent bytes is too slow: it is disconnected and resumes. */
const maxWaitingBytes = 1024 * 1024;
/** Heartbeats are spread over their interval: all at once would delay everything else. */
const beatGroups = 15;
/** So many writes in a row; then other requests have a turn. */
const writesPerTurn = 500;
/** As many as `visible` has bits. */
const eventsPerWrite = 30;
const pollMs = 25_000;
/** The pause of a browser between two polls, so that many changes in a row are one reply. */
const pollRetryMs = 500;
/** A client that does not take the end of its stream is cut off. */
const lingerMs = 5_000;

export function createStreams(options: StreamsOptions): Streams {
  const { eventLog, log, access, limit, pollIntervalMs = 1_000, heartbeatMs = 15_000 } = options;
  const open = createOpenStreams();
  const groups = Array.from({ length: beatGroups }, () => new Set<OpenStream>());
  let nextGroup = 0;
  let state: LogState = { epoch: '', head: 0, oldest: 0 };
  let position = 0;
  let reading: Promise<void> | undefined;
  /** While a batch is written, nobody joins: they would miss it. */
  let delivering: Promise<void> | undefined;
  let isHinted = false;
  /** The relay of this process announces a position directly, and NOTIFY announces it again. */
  let hintedPosition = 0;
  const timers: NodeJS.Timeout[] = [];

  const frameId = (at: number) => `${state.epoch}-${at}`;

  async function readNewEvents(): Promise<void> {
    do {
      isHinted = false;
      const batch = await eventLog.after(position, readBatch);
      for (let at = 0; at < batch.length; at += eventsPerWrite) {
        // Without the newest changes of access nothing is shown; the next poll tries again.
        if (!access.isTrusted()) await access.refresh();
        if (!access.isTrusted()) return;
        delivering = deliver(batch.slice(at, at + eventsPerWrite)).finally(() => (delivering = undefined));
        await delivering;
      }
      if (batch.length === readBatch) isHinted = true;
    } while (isHinted);
  }

  async function deliver(batch: readonly LoggedEvent[]): Promise<void> {
    await Promise.all([...open.stale].map(refreshOrEnd));
    const bytesOf = encoder(batch);
    let writes = 0;
    for (const stream of takeVisible(batch)) {
      const wasStale = isStale(stream);
      if (wasStale) await refreshOrEnd(stream);
      const visible = wasStale ? visibleTo(stream, batch) : stream.visible;
      stream.visible = 0;
      if (visible !== 0) send(stream, bytesOf(visible));
      writes += 1;
      if (writes % writesPerTurn === 0) await nextTurn();
    }
    // In the same turn as the last write: a stream that joins from now on begins after this position.
    position = batch.at(-1)?.position ?? position;
  }

  /** The streams that may see any of these events, each with its `visible` set. */
  function takeVisible(batch: readonly LoggedEvent[]): OpenStream[] {
    const streams: OpenStream[] = [];
    for (const [index, { event, position: at }] of batch.entries()) {
      if (event.audience === null) continue;
      for (const stream of open.candidates(event.audience)) {
        if (stream.from >= at || !isInAudience(stream.scope, event.audience)) continue;
        if (stream.visible === 0) streams.push(stream);
        stream.visible |= 1 << index;
      }
    }
    return streams;
  }

  /** Frames are encoded once for all streams, and those of one batch are written together. */
  function encoder(batch: readonly LoggedEvent[]): (visible: number) => Buffer {
    const frames: string[] = [];
    const encoded = new Map<number, Buffer>();
    return (visible) => {
      const bytes = encoded.get(visible) ?? Buffer.from(joinFrames(visible));
      encoded.set(visible, bytes);
      return bytes;
    };
    function joinFrames(visible: number): string {
      const parts = batch.map(({ position: at, event }, index) =>
        visible & (1 << index) ? (frames[index] ??= eventFrame(frameId(at), event)) : '',
      );
      return parts.join('');
    }
  }

  /** Writes events. They are the last bytes of a poll. */
  function send(stream: OpenStream, bytes: Buffer | string): void {
    if (stream.isPoll) end(stream, bytes);
    else write(stream, bytes);
  }

  function end(stream: OpenStream, lastBytes: Buffer | string = ''): void {
    forget(stream);
    if (stream.socket.destroyed || stream.socket.writableEnded) return;
    stream.socket.end(lastBytes, () => stream.socket.destroy());
    setTimeout(() => stream.socket.destroy(), lingerMs).unref();
  }

  function forget(stream: OpenStream): void {
    open.remove(stream);
    groups[stream.group]?.delete(stream);
  }

  /** Ends a poll that has nothing to say, with the position up to which nothing concerned it. */
  function endPoll(stream: OpenStream, afterMs: number): void {
    if (afterMs === 0) return end(stream);
    const timer = setTimeout(() => {
      end(stream, `id: ${frameId(Math.max(stream.from, position))}\n:\n\n`);
    }, afterMs);
    stream.socket.once('close', () => clearTimeout(timer));
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

  /** Writes the events since the stream's position, and adds it to the open streams without a gap. */
  async function join(stream: OpenStream): Promise<void> {
    while (stream.from < position) await catchUp(stream);
    if (delivering) {
      await delivering.catch(() => undefined);
      return join(stream);
    }
    if (hasEnded(stream)) return;
    if (open.size === 0) position = stream.from;
    open.add(stream);
    groups[stream.group]?.add(stream);
    // Access that was removed during the catch-up ends the stream.
    await refresh(stream);
  }

  async function catchUp(stream: OpenStream): Promise<void> {
    // A reader that has left needs nothing more.
    const batch = hasEnded(stream) ? [] : await eventLog.after(stream.from, readBatch);
    const scope = await stream.listener.access.scopeOf(stream.listener.actor);
    const visible = batch.filter(({ event }) => event.audience && isInAudience(scope, event.audience));
    if (visible.length > 0) {
      send(stream, visible.map(({ position: at, event }) => eventFrame(frameId(at), event)).join(''));
    }
    stream.from = batch.at(-1)?.position ?? position;
  }

  /**
   * Reads again whether the listener is signed in and what it may see. Ends the stream if the session or the account has
   * ended, or access to something was lost: the browser reconnects at once and reloads what it shows.
   */
  async function refresh(stream: OpenStream): Promise<void> {
    const { changes } = stream;
    const { actor, access: of } = stream.listener;
    const scope = (await of.isSignedIn(actor)) ? await of.scopeOf(actor) : null;
    if (scope === null || hasLostAccess(scope, stream.scope)) end(stream);
    else open.setScope(stream, scope, changes);
  }

  /** If it cannot be read now, the stream is ended, and the reader resumes later. */
  async function refreshOrEnd(stream: OpenStream): Promise<void> {
    while (isStale(stream) && !hasEnded(stream)) {
      await refresh(stream).catch((error: unknown) => {
        if (!isDatabaseAway(error)) log.error({ err: error }, 'the permissions of an event stream could not be read');
        stream.socket.destroy();
      });
    }
  }

  function recheck(keys: readonly string[] | 'all'): void {
    // What cannot be read now is read before the next event.
    for (const stream of open.markStale(keys)) void refresh(stream).catch(() => undefined);
  }

  function sendHeartbeat(): void {
    // The position of a heartbeat must not be before that of an event that is being written.
    if (delivering) return;
    const id = frameId(position);
    const bytes = Buffer.from(`id: ${id}\n:\n\n`);
    for (const stream of groups[nextGroup] ?? []) {
      if (takesNothing(stream)) stream.socket.destroy();
      else write(stream, stream.from <= position ? bytes : `id: ${frameId(stream.from)}\n:\n\n`);
      stream.beatsToRecheck -= 1;
      if (stream.beatsToRecheck > 0) continue;
      stream.beatsToRecheck = beatsBetweenRechecks;
      void refresh(stream).catch(() => undefined);
    }
    nextGroup = (nextGroup + 1) % beatGroups;
  }

  return {
    async start() {
      state = await eventLog.state();
      position = state.head;
      access.onForget(recheck);
      await eventLog.listen(wake, () => wake());
      timers.push(setInterval(() => wake(), pollIntervalMs).unref());
      timers.push(setInterval(sendHeartbeat, heartbeatMs / beatGroups).unref());
    },
    wake,
    count: () => open.size,
    async sendTo(userIds, audience, bytes) {
      // Without the newest changes of access nothing is shown.
      if (!access.isTrusted()) await access.refresh();
      if (!access.isTrusted()) return;
      let writes = 0;
      for (const stream of open.ofUsers(userIds)) {
        if (isStale(stream)) await refreshOrEnd(stream);
        if (!hasEnded(stream) && isInAudience(stream.scope, audience)) send(stream, bytes);
        writes += 1;
        if (writes % writesPerTurn === 0) await nextTurn();
      }
    },
    async open({ incoming, outgoing, headers, listener, source, lastEventId, isPoll }) {
      const release = limit.enter({ userId: listener.userId, source });
      outgoing.once('close', release);
      if (outgoing.closed) release();
      const [current, scope] = [await eventLog.state(), await listener.access.scopeOf(listener.actor)];
      const resumeFrom = lastEventId === null ? null : resumable(lastEventId, current);
      const socket = startReply(incoming, outgoing, headers);
      if (!socket) return;
      const stream: OpenStream = {
        socket,
        listener,
        isPoll,
        from: resumeFrom ?? current.head,
        scope,
        changes: 0,
        readChanges: 0,
        group: Math.floor(Math.random() * beatGroups),
        // Spread over the beats, for when all reconnect after a start.
        beatsToRecheck: 1 + Math.floor(Math.random() * beatsBetweenRechecks),
        takenAtBeat: -1,
        visible: 0,
      };
      socket.once('close', () => {
        release();
        forget(stream);
      });
      const isReset = lastEventId !== null && resumeFrom === null;
      if (isPoll) write(stream, `retry: ${pollRetryMs}\n\n`);
      write(stream, frame(frameId(stream.from), isReset ? 'reset' : 'ready', '{}'));
      if (isPoll) endPoll(stream, resumeFrom === null ? 0 : pollMs);
      await join(stream);
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
      for (const stream of open) end(stream, 'retry: 1000\n\n');
    },
  };
}

/** Sends the headers. The body ends with the connection, so that a frame is the same bytes for every stream. */
function startReply(
  incoming: IncomingMessage | undefined,
  outgoing: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Socket | null {
  if (outgoing.closed) return null;
  outgoing.removeHeader('transfer-encoding');
  outgoing.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  outgoing.flushHeaders();
  return releaseRequest(incoming, outgoing);
}

function visibleTo({ scope, from }: OpenStream, batch: readonly LoggedEvent[]): number {
  return batch.reduce(
    (mask, { event: { audience }, position }, index) =>
      audience && from < position && isInAudience(scope, audience) ? mask | (1 << index) : mask,
    0,
  );
}

/** Writes, unless the reader is too slow. */
function write({ socket }: OpenStream, bytes: Buffer | string): void {
  if (socket.destroyed || socket.writableEnded) return;
  if (socket.writableLength > maxWaitingBytes) socket.destroy();
  else socket.write(bytes);
}

function hasEnded({ socket }: OpenStream): boolean {
  return socket.destroyed || socket.writableEnded;
}

/** Whether bytes wait for the client, and it has taken none of them since the last heartbeat. */
function takesNothing(stream: OpenStream): boolean {
  const { bytesWritten, writableLength } = stream.socket;
  const taken = writableLength === 0 ? -1 : bytesWritten - writableLength;
  const isStuck = taken !== -1 && taken === stream.takenAtBeat;
  stream.takenAtBeat = taken;
  return isStuck;
}
