import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import english from '../../texts/en/tasks.json' with { type: 'json' };
import persian from '../../texts/fa/tasks.json' with { type: 'json' };
import { isolate } from './bidi.ts';
import { formatDuration, parseDuration } from './durations.ts';
import { currentLanguage } from './language.ts';

beforeAll(async () => {
  const interpolation = { escape: (value: unknown) => isolate(String(value), currentLanguage()) };
  await i18next.init({ resources: { en: { web: english }, fa: { web: persian } }, defaultNS: 'web', interpolation });
});

it.each(['en', 'fa'])('a duration reads back as it is written in %s', async (language) => {
  await i18next.changeLanguage(language);
  for (const minutes of [0, 45, 150, 60_000, 100_000, 1_000_000]) {
    expect(parseDuration(formatDuration(minutes)), formatDuration(minutes)).toBe(minutes);
  }
});

it.each([
  ['1.5 h', 90],
  ['1,5 h', 90],
  ['۱٫۵ ساعت', 90],
  ['1,500', 1_500],
  ['2h 30m', 150],
  ['soon', undefined],
])('“%s” are %s minutes', (text, minutes) => {
  expect(parseDuration(text)).toBe(minutes);
});
