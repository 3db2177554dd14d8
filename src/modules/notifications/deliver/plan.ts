import type { PreferenceChoices } from '../choices/choices.ts';
import { resolvePreferences, wantsChannel } from '../choices/resolve.ts';
import type { Choices } from './read-choices.ts';
import type { Channel, Notice } from './channel.ts';
import type { People } from './drafts.ts';
import { nextDigest, quietUntil } from './local-hours.ts';

/** When a notice leaves through a channel: at once (null), or later. */
export interface Plan {
  readonly dueAt: Date | null;
  readonly isDigest: boolean;
}

/** Applies digest and quiet hours. Nothing is dropped: quiet hours end, and a digest comes. */
export async function planDelivery(
  channel: Pick<Channel, 'kind' | 'hasDigest'>,
  { definition }: Pick<Notice, 'definition'>,
  choices: readonly (PreferenceChoices | undefined)[],
  timezone: string,
  now: Date,
): Promise<Plan> {
  if (definition.channels[channel.kind] === 'always') return { dueAt: null, isDigest: false };
  const { quietHours, digest } = resolvePreferences(timezone, ...choices);
  if (channel.hasDigest && definition.isTimely !== true) {
    const digestAt = await nextDigest(digest, quietHours.timezone, now);
    if (digestAt) return { dueAt: digestAt, isDigest: true };
  }
  return { dueAt: await quietUntil(quietHours, now), isDigest: false };
}

/** Whether a person wants a notice through a channel. */
export function isWanted(
  channel: Pick<Channel, 'kind'>,
  { definition, event, userId, recipient }: Notice,
  choices: Choices,
): boolean {
  const recipientDefault = channel.kind === 'email' ? recipient.email : undefined;
  return wantsChannel(choices.of(userId, event.organizationId), definition, channel.kind, recipientDefault);
}

/** The subject whose changes are told together; null if it leaves alone. */
export function groupKeyOf({ definition, event }: Notice): string | null {
  const taskId = definition.isTimely === true ? undefined : definition.taskId?.(event);
  return taskId === undefined ? null : `task:${taskId}`;
}

export function timezoneOf({ userId }: Notice, { byId }: People): string {
  return byId.get(userId)?.timezone ?? 'UTC';
}
