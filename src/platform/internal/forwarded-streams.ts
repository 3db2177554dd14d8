import type { IncomingMessage, ServerResponse } from 'node:http';

/** The event streams that pass through this process. */
export interface ForwardedStreams {
  add(incoming: IncomingMessage, outgoing: ServerResponse): void;
  count(): number;
  /** Ends every stream with a short reconnection time. */
  stop(): void;
}

export function createForwardedStreams(): ForwardedStreams {
  const open = new Set<ServerResponse>();
  return {
    add(incoming, outgoing) {
      open.add(outgoing);
      outgoing.once('close', () => open.delete(outgoing));
      // The stream's own heartbeats detect a client that is gone.
      incoming.socket.setTimeout(0);
      outgoing.flushHeaders();
    },
    count: () => open.size,
    stop() {
      for (const outgoing of open) outgoing.end('retry: 1000\n\n');
      open.clear();
    },
  };
}
