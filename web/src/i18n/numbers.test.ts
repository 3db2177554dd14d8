import { expect, it } from 'vitest';
import { formatSeconds, parseNumber } from './numbers.ts';

it.each(['en', 'fa-IR'])('a number reads back as %s writes it', (language) => {
  const { format } = new Intl.NumberFormat(language);
  for (const number of [0, 7, -3, 3_650, -1_234.5]) expect(parseNumber(format(number))).toBe(number);
});

it.each(['', ' ', '-', 'three', '1.2.3', '--1'])('“%s” is no number', (text) => {
  expect(parseNumber(text)).toBeUndefined();
});

it.each([
  [40, '40 seconds'],
  [61, '2 minutes'],
  [7_200, '120 minutes'],
  [108_000, '30 hours'],
  [172_801, '3 days'],
])('%s seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
