import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** A body must be there whole after so long. */
  readonly bodyTimeoutMs: number;
  /** An upload may take as long as it wants, if in each such time at least `uploadBytesPerWindow` come. */
  readonly uploadWindowMs: number;
  readonly uploadBytesPerWindow: number;
}

interface WatchedBody {
  readonly incoming: IncomingMessage;
  readonly isUpload: boolean;
  /** How long it was the client that we waited for, in this window. */
  waitedMs: number;
  bytesBefore: number;
}

export interface BodyWatch {
  add(incoming: IncomingMessage): void;
  stop(): void;
}

/**
 * Watches bodies as they come, and hands over those whose client is too slow. Only the time counts in which we wait for
 * the client: while we are the slower ones, the connection rests and costs the client nothing.
 */
export function watchBodies(
  limits: BodyLimits,
  intervalMs: number,
  onSlow: (incoming: IncomingMessage) => void,
): BodyWatch {
  const watched = new Set<WatchedBody>();

  function look(elapsedMs: number): void {
    for (const body of watched) {
      const { incoming } = body;
      if (incoming.complete || incoming.destroyed) {
        watched.delete(body);
        continue;
      }
      if (incoming.readableLength < incoming.readableHighWaterMark) body.waitedMs += elapsedMs;
      if (!isSlow(body, limits)) continue;
      watched.delete(body);
      onSlow(incoming);
    }
  }

  let lookedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // Where it was we who stood still, the client is not to blame for all of it.
    look(Math.min(now - lookedAt, 2 * intervalMs));
    lookedAt = now;
  }, intervalMs).unref();

  return {
    add(incoming) {
      const isUpload = /^multipart\//i.test(incoming.headers['content-type'] ?? '');
      watched.add({ incoming, isUpload, waitedMs: 0, bytesBefore: incoming.socket.bytesRead });
    },
    stop: () => clearInterval(timer),
  };
}

/** Begins an upload's next window where this one is over and enough has come. */
function isSlow(body: WatchedBody, limits: BodyLimits): boolean {
  if (!body.isUpload) return body.waitedMs >= limits.bodyTimeoutMs;
  if (body.waitedMs < limits.uploadWindowMs) return false;
  const { bytesRead } = body.incoming.socket;
  if (bytesRead - body.bytesBefore < limits.uploadBytesPerWindow) return true;
  body.bytesBefore = bytesRead;
  body.waitedMs = 0;
  return false;
}
