import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AccessCaches } from '../access/cache.ts';
import type { Audience } from '../events/event.ts';
import type { OpenLimit } from '../http/open-limit.ts';
import { releaseRequest } from '../http/release-request.ts';
import type { UserId } from '../ids.ts';
import type { Logger } from '../observability/logger.ts';
import { deliverTo } from './deliver.ts';
import type { EventLog } from './event-log.ts';
import { frame, resumable } from './frame.ts';
import { createFreshAccess } from './fresh-access.ts';
import { createHeartbeats } from './heartbeats.ts';
import { createLogFollower } from './log-follower.ts';
import { end, type Listener, type OpenStream, write } from './open-stream.ts';
import { createOpenStreams } from './open-streams.ts';

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
  /** The id of the newest event: a stream that resumes from it misses nothing that is newer than what is read now. */
  newestEventId(): Promise<string>;
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

const pollMs = 25_000;
/** The pause of a browser between two polls, so that many changes in a row are one reply. */
const pollRetryMs = 500;

export function createStreams(options: StreamsOptions): Streams {
  const { eventLog, log, access: caches, limit, pollIntervalMs = 1_000, heartbeatMs = 15_000 } = options;
  const open = createOpenStreams();
  const access = createFreshAccess(open, log);
  const follower = createLogFollower({ eventLog, open, access, caches, log });
  const { frameId } = follower;
  const heartbeats = createHeartbeats({
    intervalMs: heartbeatMs,
    frameId,
    position: () => (follower.isDelivering() ? null : follower.position()),
    recheck: (stream) => void access.refresh(stream).catch(() => undefined),
  });
  let timer: NodeJS.Timeout | undefined;

  /** Ends a poll that has nothing to say, with the position up to which nothing concerned it. */
  function endPoll(stream: OpenStream, afterMs: number): void {
    if (afterMs === 0) return end(stream);
    const ending = setTimeout(() => {
      end(stream, `id: ${frameId(Math.max(stream.from, follower.position()))}\n:\n\n`);
    }, afterMs);
    stream.socket.once('close', () => clearTimeout(ending));
  }

  return {
    async start() {
      caches.onForget((keys) => access.recheck(keys));
      await follower.start();
      timer = setInterval(() => {
        // Each new stream reads the state itself.
        if (open.size > 0) follower.poll();
      }, pollIntervalMs).unref();
      heartbeats.start();
    },
    wake: (position) => follower.wake(position),
    count: () => open.size,
    newestEventId: async () => frameId((await follower.read()).head),
    async sendTo(userIds, audience, bytes) {
      // Without the newest changes of access nothing is shown.
      if (!caches.isTrusted()) await caches.refresh();
      if (caches.isTrusted()) await deliverTo({ open, access }, userIds, audience, bytes);
    },
    async open({ incoming, outgoing, headers, listener, source, lastEventId, isPoll }) {
      const release = limit.enter({ userId: listener.userId, source });
      outgoing.once('close', release);
      if (outgoing.closed) release();
      const [current, scope] = [await follower.read(), await listener.access.scopeOf(listener.actor)];
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
        ...heartbeats.place(),
        takenAtBeat: -1,
        visible: 0,
      };
      socket.once('close', () => {
        release();
        open.remove(stream);
        heartbeats.remove(stream);
      });
      const isReset = lastEventId !== null && resumeFrom === null;
      if (isPoll) write(stream, `retry: ${pollRetryMs}\n\n`);
      write(stream, frame(frameId(stream.from), isReset ? 'reset' : 'ready', '{}'));
      if (isPoll) endPoll(stream, resumeFrom === null ? 0 : pollMs);
      await follower.join(stream, current.epoch);
      if (!socket.destroyed) heartbeats.add(stream);
    },
    stop() {
      clearInterval(timer);
      heartbeats.stop();
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
