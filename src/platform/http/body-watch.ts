import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** The time limit for a complete body. */
  readonly bodyTimeoutMs: number;
  /** An upload may take any time, if at least `uploadBytesPerWindow` bytes arrive in each window of this length. */
  readonly uploadWindowMs: number;
  readonly uploadBytesPerWindow: number;
}

interface WatchedBody {
  readonly incoming: IncomingMessage;
  readonly isUpload: boolean;
  /** The time in this window in which we waited for the client, in milliseconds. */
  waitedMs: number;
  bytesBefore: number;
}

export interface BodyWatch {
  add(incoming: IncomingMessage): void;
  stop(): void;
}

/**
 * Watches request bodies and reports those whose client is too slow. Only time in which we wait for the client counts:
 * while we are slower, the connection is paused, and that time is not the client's.
 */
export function watchBodies(
  limits: BodyLimits,
  intervalMs: number,
  onSlow: (incoming: IncomingMessage) => void,
): BodyWatch {
  const watched = new Set<WatchedBody>();

  function check(elapsedMs: number): void {
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
    // If this process was blocked, only part of the time is the client's.
    check(Math.min(now - lookedAt, 2 * intervalMs));
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

/** Whether the client is too slow. Starts an upload's next window if this one is over and enough bytes arrived. */
function isSlow(body: WatchedBody, limits: BodyLimits): boolean {
  if (!body.isUpload) return body.waitedMs >= limits.bodyTimeoutMs;
  if (body.waitedMs < limits.uploadWindowMs) return false;
  const { bytesRead } = body.incoming.socket;
  if (bytesRead - body.bytesBefore < limits.uploadBytesPerWindow) return true;
  body.bytesBefore = bytesRead;
  body.waitedMs = 0;
  return false;
}
