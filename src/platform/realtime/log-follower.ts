import type { AccessCaches } from '../access/cache.ts';
import { isInAudience } from '../access/scope.ts';
import { chunksOf } from '../batches.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Logger } from '../observability/logger.ts';
import { deliver } from './deliver.ts';
import { maxBatchEvents } from './encode-batch.ts';
import type { EventLog, LoggedEvent, LogState } from './event-log.ts';
import { eventFrame, frame } from './frame.ts';
import type { FreshAccess } from './fresh-access.ts';
import { hasEnded, type OpenStream, send } from './open-stream.ts';
import type { OpenStreams } from './open-streams.ts';

export interface LogFollowerOptions {
  readonly eventLog: EventLog;
  readonly open: OpenStreams;
  readonly access: FreshAccess;
  readonly caches: Pick<AccessCaches, 'isTrusted' | 'refresh'>;
  readonly log: Logger;
}

/** Writes what is new in the event log to the open streams. */
export interface LogFollower {
  start(): Promise<void>;
  /** The state of the log. */
  read(): Promise<LogState>;
  /** The log has grown, up to this position if known. */
  wake(position?: number): void;
  /** Checks whether the log has grown or begun anew. */
  poll(): void;
  /**
   * Writes the events since the stream's position, and adds it to the open streams without a gap.
   * @param epoch the one in which the stream's position was read.
   */
  join(stream: OpenStream, epoch: string): Promise<void>;
  frameId(position: number): string;
  /** The position up to which everything is written. */
  position(): number;
  /** Whether a batch is being written. */
  isDelivering(): boolean;
}

const readBatch = 500;

export function createLogFollower({ eventLog, open, access, caches, log }: LogFollowerOptions): LogFollower {
  let epoch = '';
  let position = 0;
  /** What is to be read: the state of the log, its new events. */
  const due = { state: false, events: false };
  /** The relay of this process announces a position directly, and NOTIFY announces it again. */
  let announced = 0;
  let reading: Promise<void> | undefined;
  /** While a batch is written, nobody joins: they would miss it. */
  let delivering: Promise<void> | undefined;

  const frameId = (at: number) => `${epoch}-${at}`;

  /** Positions of another epoch mean other events: every stream begins anew. */
  function adopt(current: LogState): void {
    if (current.epoch === epoch) return;
    epoch = current.epoch;
    position = current.head;
    announced = current.head;
    for (const stream of open) beginAnew(stream);
  }

  function beginAnew(stream: OpenStream): void {
    stream.from = position;
    stream.visible = 0;
    send(stream, frame(frameId(position), 'reset', '{}'));
  }

  async function read(): Promise<LogState> {
    const current = await eventLog.state();
    adopt(current);
    return current;
  }

  async function readWhatIsDue(): Promise<void> {
    while (due.state || due.events) {
      if (due.state) {
        due.state = false;
        due.events = (await read()).head > position || due.events;
      }
      if (!due.events) return;
      due.events = false;
      // Without streams nothing is read: the next one begins at the head of the log.
      if (open.size === 0) position = Math.max(position, announced);
      else await readEvents();
    }
  }

  async function readEvents(): Promise<void> {
    const since = epoch;
    const events = await eventLog.after(position, readBatch);
    for (const batch of chunksOf(events, maxBatchEvents)) {
      // Without the newest changes of access nothing is shown; the next poll tries again.
      if (!caches.isTrusted()) await caches.refresh();
      if (!caches.isTrusted() || epoch !== since) return;
      delivering = deliverBatch(batch).finally(() => (delivering = undefined));
      await delivering;
    }
    if (events.length === readBatch) due.events = true;
  }

  async function deliverBatch(batch: readonly LoggedEvent[]): Promise<void> {
    const since = epoch;
    await deliver({ open, access, frameId: (at) => `${since}-${at}` }, batch);
    // In the same turn as the last write: a stream that joins from now on begins after this position.
    if (epoch === since) position = batch.at(-1)?.position ?? position;
  }

  function run(): void {
    reading ??= readWhatIsDue()
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) log.error({ err: error }, 'event streams could not read new events');
      })
      .finally(() => {
        reading = undefined;
      });
  }

  function poll(): void {
    due.state = true;
    run();
  }

  async function join(stream: OpenStream, since: string): Promise<void> {
    if (since === epoch && stream.from < position) {
      await catchUp(stream);
      return join(stream, since);
    }
    if (delivering) {
      await delivering.catch(() => undefined);
      return join(stream, since);
    }
    if (hasEnded(stream)) return;
    if (since !== epoch) beginAnew(stream);
    else if (open.size === 0) position = stream.from;
    // Access that was removed during the catch-up ends the stream. What cannot be read now is read before the next event.
    stream.changes += 1;
    open.add(stream);
    await access.refresh(stream).catch((error: unknown) => {
      if (!isDatabaseAway(error)) throw error;
    });
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

  return {
    async start() {
      await read();
      await eventLog.listen(wake, poll);
    },
    read,
    wake,
    poll,
    join,
    frameId,
    position: () => position,
    isDelivering: () => delivering !== undefined,
  };

  function wake(at?: number): void {
    if (at !== undefined && at <= announced) return;
    announced = at ?? announced;
    due.events = true;
    run();
  }
}
