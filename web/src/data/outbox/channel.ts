import { basePath } from '../../lib/base-path.ts';
import type { Entry } from './entry.ts';

/** What one page tells the others of the same browser. */
export type OutboxMessage =
  | { readonly kind: 'changed' }
  | { readonly kind: 'done'; readonly entry: Entry; readonly reply: unknown };

/** The name that the pages of this app share. */
export const outboxName = `taskuno-outbox${basePath}`;

let channel: BroadcastChannel | undefined;

/** Calls the listener with what other pages broadcast; does nothing where the browser has no channels. */
export function onMessage(listener: (message: OutboxMessage) => void): void {
  if (!globalThis.BroadcastChannel) return;
  channel ??= new BroadcastChannel(outboxName);
  channel.addEventListener('message', ({ data }: MessageEvent<OutboxMessage>) => listener(data));
}

export function broadcast(message: OutboxMessage): void {
  // Channels are for pages of the same origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel?.postMessage(message);
}
