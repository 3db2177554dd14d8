import type { ServerResponse } from 'node:http';
import { isInAudience, hasLostAccess, type Scope } from '../access/scope.ts';
import type { AccessCaches } from '../access/cache.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { AnyEvent, Audience } from '../events/event.ts';
import type { OpenLimit } from '../http/open-limit.ts';
import type { OrganizationId, UserId } from '../ids.ts';
import type { Logger } from '../observability/logger.ts';
import type { EventLog, LoggedEvent, LogState } from './event-log.ts';

/** Who listens: what they may see is asked anew for each event, and whether they may listen at all on each change. */
export interface Listener {
  readonly userId: UserId;
  /** Where the connection comes from, as rate limits know it. */
  readonly source: string;
  readonly credentialKey: string;
  readonly scope: () => Scope | Promise<Scope>;
  readonly isStillSignedIn: () => Promise<boolean>;
}

export interface Streams {
  start(): Promise<void>;
  /** The log has grown, up to this position where that is known: read on now. */
  wake(position?: number): void;
  /**
   * Writes Server-Sent Events (WHATWG HTML, 9.2) to `outgoing` until one side ends. `lastEventId` resumes without a
   * gap, or begins with `event: reset` where that is too old to resume.
   * @throws DomainError 429 or 503 where too many are open.
   */
  open(
    outgoing: ServerResponse,
    listener: Listener,
    lastEventId: string | null,
    headers: Readonly<Record<string, string>>,
  ): Promise<void>;
  count(): number;
  /** Ends every stream with a hint to come back soon. */
  stop(): void;
}

interface OpenStream {
  readonly outgoing: ServerResponse;
  readonly listener: Listener;
  /** Events up to here have been written, or were not for this listener. */
  position: number;
  /** What the listener saw when it was last asked. */
  seen: Scope;
  /** Heartbeats until it is asked again whether the credentials still hold: they may have run out by themselves. */
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
/** Ten minutes at the usual pace. */
const beatsBetweenRechecks = 40;
/** A reader that has this much waiting does not keep up; it comes back and resumes. */
const maxWaitingBytes = 1024 * 1024;

export function createStreams(options: StreamsOptions): Streams {
  const { eventLog, log, access, limit, pollIntervalMs = 1_000, heartbeatMs = 15_000 } = options;
  const open = new Set<OpenStream>();
  let state: LogState = { epoch: '', head: 0, oldest: 0 };
  let position = 0;
  let reading: Promise<void> | undefined;
  let isHinted = false;
  /** What this process relays itself, a NOTIFY tells it once more. */
  let hintedPosition = 0;
  const timers: NodeJS.Timeout[] = [];

  const frameId = (at: number) => `${state.epoch}-${at}`;

  async function readOn(): Promise<void> {
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
      // Kept scopes are at hand without waiting: with thousands of streams that is most of the time.
      const scope = pending instanceof Promise ? await pending : pending;
      if (scope === null) stream.outgoing.destroy();
      stream.position = logged.position;
      if (scope === null || !isInAudience(scope, audience)) continue;
      bytes ??= Buffer.from(frame(frameId(logged.position), logged.event.type, streamData(logged.event)));
      write(stream, bytes);
    }
    // In the very run in which the last was told: who joins from now on begins behind it.
    position = logged.position;
  }

  /** Null where it can't be told now: the stream is cut, and its reader comes back to resume where it was. */
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
      // Whoever opens a stream next begins at the head of the log.
      position = Math.max(position, hintedPosition);
      return;
    }
    isHinted = true;
    reading ??= readOn()
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) log.error({ err: error }, 'event streams could not read new events');
      })
      .finally(() => {
        reading = undefined;
      });
  }

  /** Writes what the log holds since the stream's position, and joins it to the others without a gap between. */
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
    // What was taken away while it caught up is not told to it again.
    if (await hasEnded(stream)) stream.outgoing.end();
  }

  /**
   * Ends the streams of those whose session or account is gone, or who see less than before: the browser comes back at
   * once, and what it had in sight is loaded anew.
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

  function beat(): void {
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
      timers.push(setInterval(beat, heartbeatMs).unref());
    },
    wake,
    count: () => open.size,
    async open(outgoing, listener, lastEventId, headers) {
      const leave = limit.enter(listener);
      if (outgoing.closed) leave();
      else outgoing.once('close', leave);
      const current = await eventLog.state();
      const resumeFrom = lastEventId === null ? null : resumable(lastEventId, current);
      outgoing.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
      outgoing.flushHeaders();
      const stream: OpenStream = {
        outgoing,
        listener,
        position: resumeFrom ?? current.head,
        seen: await listener.scope(),
        // Not all of them at the same beat, when all came back after a start.
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

/** The position to go on from, or null where the log can't tell any more what came since. */
function resumable(lastEventId: string, { epoch, head, oldest }: LogState): number | null {
  const match = /^([a-z0-9]+)-(\d{1,15})$/.exec(lastEventId);
  if (!match || match[1] !== epoch) return null;
  const at = Number(match[2]);
  return at > head || at < oldest - 1 ? null : at;
}

function frame(id: string, event: string, body: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${body}\n\n`;
}

/** What a reader needs to know what to load again; never the content itself. */
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
