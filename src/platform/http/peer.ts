import type { IncomingMessage } from 'node:http';

const forwarded = new WeakMap<IncomingMessage, string>();

/** Records the address of the connection on which a request reached the process that forwarded it. */
export function setPeer(incoming: IncomingMessage, address: string): void {
  forwarded.set(incoming, address);
}

/** The address of the connection on which a request reached this installation. */
export function peerOf(incoming: IncomingMessage | undefined): string {
  if (!incoming) return '';
  return forwarded.get(incoming) ?? incoming.socket.remoteAddress ?? '';
}
