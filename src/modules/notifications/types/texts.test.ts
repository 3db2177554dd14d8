import { describe, expect, it } from 'vitest';
import { locales } from '#modules/auth';
import { mailTypes } from '../mail/mail-types.ts';
import { hasText, text, textKey } from '../texts.ts';
import { mailDefinitions, notificationDefinitions } from './registry.ts';

const mailParts = ['subject', 'intro', 'action'];
/** A push notification shows the same words as the inbox. */
const partsOf = { inbox: ['title', 'body'], push: ['title', 'body'], email: mailParts } as const;

const keysOf = (definition: { type: string; outcomes?: readonly string[] }) => [
  definition.type,
  ...(definition.outcomes ?? []).map((outcome) => textKey(definition.type, { outcome })),
];
const cells = [
  ...notificationDefinitions.flatMap((definition) =>
    keysOf(definition).flatMap((key) =>
      Object.entries(partsOf).flatMap(([channel, parts]) =>
        locales.map((locale) => ({
          key: channel === 'email' ? (definition.mailType ?? key) : key,
          channel,
          locale,
          parts: [...parts],
        })),
      ),
    ),
  ),
  ...notificationDefinitions.flatMap(({ type }) =>
    locales.map((locale) => ({ key: type, channel: 'the settings', locale, parts: ['name'] })),
  ),
  ...mailTypes.flatMap((key) =>
    locales.map((locale) => ({ key, channel: 'the list of mails', locale, parts: ['name'] })),
  ),
  // Mails that have several notifications.
  ...['task-changes', 'digest'].flatMap((key) =>
    locales.map((locale) => ({ key, channel: 'email', locale, parts: [...mailParts] })),
  ),
  ...mailDefinitions.flatMap((definition) =>
    keysOf(definition).flatMap((key) =>
      locales.map((locale) => ({ key, channel: 'email', locale, parts: [...mailParts] })),
    ),
  ),
];

describe('every notification type', () => {
  it.each(cells)('$key has its texts for $channel in $locale', ({ key, locale, parts }) => {
    expect(parts.filter((part) => !hasText(locale, 'mail', `${key}.${part}`))).toEqual([]);
  });

  it('asks for no parameter in one language that the other one does not have', () => {
    const namesIn = (locale: string, key: string) => {
      const names: string[] = [];
      const note = (_value: string, name: string) => (names.push(name), '');
      for (const part of new Set(Object.values(partsOf).flat()))
        if (hasText(locale, 'mail', `${key}.${part}`)) text(locale, 'mail', `${key}.${part}`, {}, note);
      return new Set(names);
    };
    for (const key of new Set(cells.map((cell) => cell.key))) {
      const inEnglish = namesIn('en', key);
      expect(
        [...namesIn('fa', key)].filter((name) => !inEnglish.has(name)),
        key,
      ).toEqual([]);
    }
  });
});
