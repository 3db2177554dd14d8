import { type OpenStream, takesNothing, write } from './open-stream.ts';

/** Heartbeats are spread over their interval: all at once would delay everything else. */
const groupCount = 15;
/** Ten minutes at the usual heartbeat interval. */
const beatsBetweenRechecks = 40;

export interface HeartbeatsOptions {
  readonly intervalMs: number;
  /** The id of a position. */
  readonly frameId: (position: number) => string;
  /** The position up to which everything is written; null while a batch is being written. */
  readonly position: () => number | null;
  /** Checks the credentials of a stream again. */
  readonly recheck: (stream: OpenStream) => void;
}

/** Tells every reader from time to time that the connection lives, and from where to resume. */
export interface Heartbeats {
  /** Where a new stream begins. Spread, for when all reconnect after a start. */
  place(): Pick<OpenStream, 'group' | 'beatsToRecheck'>;
  add(stream: OpenStream): void;
  remove(stream: OpenStream): void;
  start(): void;
  stop(): void;
}

export function createHeartbeats({ intervalMs, frameId, position, recheck }: HeartbeatsOptions): Heartbeats {
  const groups = Array.from({ length: groupCount }, () => new Set<OpenStream>());
  let nextGroup = 0;
  let timer: NodeJS.Timeout | undefined;

  function beat(): void {
    const written = position();
    // The position of a heartbeat must not be before that of an event that is being written.
    if (written === null) return;
    const bytes = Buffer.from(heartbeat(written));
    for (const stream of groups[nextGroup] ?? []) {
      if (takesNothing(stream)) stream.socket.destroy();
      else write(stream, stream.from <= written ? bytes : heartbeat(stream.from));
      stream.beatsToRecheck -= 1;
      if (stream.beatsToRecheck > 0) continue;
      stream.beatsToRecheck = beatsBetweenRechecks;
      recheck(stream);
    }
    nextGroup = (nextGroup + 1) % groupCount;
  }

  const heartbeat = (at: number) => `id: ${frameId(at)}\n:\n\n`;

  return {
    place: () => ({
      group: Math.floor(Math.random() * groupCount),
      beatsToRecheck: 1 + Math.floor(Math.random() * beatsBetweenRechecks),
    }),
    add: (stream) => void groups[stream.group]?.add(stream),
    remove: (stream) => void groups[stream.group]?.delete(stream),
    start() {
      timer = setInterval(beat, intervalMs / groupCount).unref();
    },
    stop: () => clearInterval(timer),
  };
}
