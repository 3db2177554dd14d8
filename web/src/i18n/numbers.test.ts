import { expect, it } from 'vitest';
import { parseNumber } from './numbers.ts';

it.each(['en', 'fa-IR'])('a number reads back as %s writes it', (language) => {
  const { format } = new Intl.NumberFormat(language);
  for (const number of [0, 7, -3, 3_650, -1_234.5]) expect(parseNumber(format(number))).toBe(number);
});

it.each(['', ' ', '-', 'three', '1.2.3', '--1'])('“%s” is no number', (text) => {
  expect(parseNumber(text)).toBeUndefined();
});
