import type { ChannelKind } from '../contract.ts';
import type { NotificationDefinition } from '../types/define.ts';
import { notificationDefinitions } from '../types/registry.ts';
import type { PreferenceChoices, Preferences } from './choices.ts';

/** Preferences without the lead times of reminders, which tasks store and use, and without what only a screen needs. */
export type DeliveryPreferences = Omit<Preferences, 'reminders' | 'labels'>;
export type QuietHours = Preferences['quietHours'];
export type Digest = Preferences['digest'];

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** What applies: the defaults, changed by each of the choices, later ones last. */
export function resolvePreferences(
  timezone: string,
  ...choices: readonly (PreferenceChoices | undefined)[]
): DeliveryPreferences {
  const quietHours = choices.map((choice) => choice?.quietHours);
  const digest = choices.map((choice) => choice?.digest);
  return {
    types: Object.fromEntries(
      notificationDefinitions.map((definition) => [
        definition.type,
        {
          email: chosen(choices, definition, 'email') ?? isOn(definition.channels.email),
          push: chosen(choices, definition, 'push') ?? isOn(definition.channels.push),
        },
      ]),
    ),
    quietHours: {
      enabled: last(quietHours, 'enabled') ?? false,
      from: last(quietHours, 'from') ?? '22:00',
      to: last(quietHours, 'to') ?? '07:00',
      days: last(quietHours, 'days') ?? everyDay,
      timezone: last(quietHours, 'timezone') ?? timezone,
    },
    digest: {
      every: last(digest, 'every') ?? 'off',
      at: last(digest, 'at') ?? '08:00',
      weekday: last(digest, 'weekday') ?? 1,
    },
    ownActs: last(choices, 'ownActs') ?? false,
  };
}

/** The last value of a property; undefined if none has it. */
export function last<Part, Name extends keyof Part>(
  parts: readonly (Part | undefined)[],
  name: Name,
): Part[Name] | undefined {
  return parts.findLast((part) => part?.[name] !== undefined)?.[name];
}

/** The last choice for a type and channel; undefined if there is none, or the type leaves no choice. */
function chosen(
  choices: readonly (PreferenceChoices | undefined)[],
  { type, channels }: NotificationDefinition,
  channel: ChannelKind,
): boolean | undefined {
  if (typeof channels[channel] === 'string') return undefined;
  return last(
    choices.map((choice) => choice?.types?.[type]),
    channel,
  );
}

function isOn(channel: NotificationDefinition['channels'][ChannelKind]): boolean {
  return channel === true || channel === 'always';
}

/** Whether a channel is wanted. A choice counts for every recipient; the default may differ by recipient. */
export function wantsChannel(
  choices: readonly (PreferenceChoices | undefined)[],
  definition: NotificationDefinition,
  channel: ChannelKind,
  recipientDefault: boolean | undefined,
): boolean {
  const byDefault = definition.channels[channel];
  if (typeof byDefault === 'string') return byDefault === 'always';
  return chosen(choices, definition, channel) ?? recipientDefault ?? byDefault;
}
