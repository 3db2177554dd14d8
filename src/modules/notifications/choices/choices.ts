import { z } from 'zod';
import { LeadMinutes } from '#modules/tasks';
import { Timezone } from '#platform/timezone.ts';
import { text } from '../texts.ts';
import { notificationGroups } from '../types/define.ts';
import { notificationDefinitions, notificationTypes } from '../types/registry.ts';

const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:00');
/** 1 is Monday, 7 is Sunday (ISO 8601). */
const Weekday = z.number().int().min(1).max(7);
const alwaysMailed = z.literal(true, 'is always sent');

const Days = z
  .array(Weekday)
  .max(7)
  .transform((days) => [...new Set(days)].toSorted());

const TypeChoices = z.strictObject(
  Object.fromEntries(
    notificationDefinitions.map(({ type, channels }) => [
      type,
      z
        .strictObject({
          email: (channels.email === 'always' ? alwaysMailed : z.boolean()).optional(),
          push: z.boolean().optional(),
        })
        .nullable()
        .optional()
        .describe('Null goes back to the default, or in an organization to one’s own choice.'),
    ]),
  ),
);

const quietHours = {
  enabled: z.boolean(),
  from: LocalTime,
  to: LocalTime.describe('On the next day if it is not after `from`.'),
  days: Days.describe('The days on which quiet hours begin; 1 is Monday.'),
  timezone: Timezone.describe('Also the time zone of the digest.'),
};
const digest = {
  every: z.enum(['off', 'day', 'week']),
  at: LocalTime,
  weekday: Weekday.describe('The day of a weekly digest; 1 is Monday.'),
};

/** A change of preferences: what is left out stays as it is. */
export const PreferenceChanges = z
  .strictObject({
    types: TypeChoices.optional(),
    quietHours: z.strictObject(quietHours).partial().optional(),
    digest: z.strictObject(digest).partial().optional(),
    reminders: z.strictObject({ leadMinutes: LeadMinutes }).optional(),
    ownActs: z.boolean().optional(),
    labels: z.unknown().optional().describe('Ignored, so that a whole reply can be sent back.'),
  })
  .meta({ id: 'NotificationPreferenceChanges' });
export type PreferenceChanges = z.output<typeof PreferenceChanges>;

/** What a person chose for a type. */
type TypeChoice = NonNullable<NonNullable<PreferenceChanges['types']>[string]>;
/** What a person chose. The lead times of reminders are stored by tasks. */
export type PreferenceChoices = Omit<PreferenceChanges, 'reminders' | 'types' | 'labels'> & {
  readonly types?: Readonly<Record<string, TypeChoice>> | undefined;
};

/** All preferences, as they apply. */
export const Preferences = z
  .strictObject({
    types: z.strictObject(
      Object.fromEntries(
        notificationDefinitions.map(({ type }) => [type, z.strictObject({ email: z.boolean(), push: z.boolean() })]),
      ),
    ),
    labels: z
      .array(z.strictObject({ type: z.enum(notificationTypes), group: z.enum(notificationGroups), name: z.string() }))
      .describe('The types as a screen lists them: by group, with their names in your language.'),
    quietHours: z.strictObject({ ...quietHours, days: z.array(Weekday) }),
    digest: z.strictObject(digest),
    reminders: z.strictObject({ leadMinutes: z.array(z.number().int()) }),
    ownActs: z.boolean().describe('Whether people are notified of what they do themselves.'),
  })
  .meta({ id: 'NotificationPreferences', description: 'Notifications in the app are always on.' });
export type Preferences = z.infer<typeof Preferences>;

export function labelsIn(locale: string): Preferences['labels'] {
  return notificationGroups.flatMap((group) =>
    notificationDefinitions
      .filter((definition) => definition.group === group)
      .map(({ type }) => ({ type, group, name: text(locale, 'mail', `${type}.name`) })),
  );
}
