import type { Message } from '../../api/types.ts';

/** A new state does not compile until it is here. */
const states: Readonly<Record<Message['state'], true>> = {
  queued: true,
  sent: true,
  delayed: true,
  failed: true,
  bounced: true,
  complained: true,
  suppressed: true,
  'not-needed': true,
  outbox: true,
};

/** The keys of a literal: `Object.keys` types them as any strings. */
export const messageStates = Object.keys(states) as Message['state'][];

const undelivered: ReadonlySet<Message['state']> = new Set(['failed', 'bounced', 'complained', 'suppressed']);

/** Whether an email can be sent again. */
export function isRetryable({ state }: Pick<Message, 'state'>): boolean {
  return undelivered.has(state);
}
