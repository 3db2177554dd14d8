import { describe, expect, it } from 'vitest';
import { cleanText, cleanThroughout, cut, externalId, isBlank, isCleanThroughout, oneLine } from './text.ts';

const segments = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

describe('cleaning the texts of a file', () => {
  it('removes what cannot be stored and leaves the rest unchanged', () => {
    expect(cleanText('a\0b\u0007c\u0085d\u007fe\ud800f')).toBe('abcde\ufffdf');
    expect(cleanText('one\r\ntwo\rthree\tfour\n')).toBe('one\ntwo\nthree\tfour\n');
    const unusualText = 'می‌خواهم 👨‍👩‍👧 e\u0301 \u202eabc \ufeff';
    expect(cleanText(unusualText)).toBe(unusualText);
  });

  it('finds bad characters at any depth', () => {
    let deep: unknown = 'bad \0';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(isCleanThroughout({ a: [{ b: 'fine' }] })).toBe(true);
    expect(isCleanThroughout(deep)).toBe(false);
    expect(isCleanThroughout(cleanThroughout({ a: ['\ud83d'] }))).toBe(true);
  });

  it('puts names on one line, and recognizes those without visible characters', () => {
    expect(oneLine(cleanText(' a\n\n b\t\u2028c '))).toBe('a  b c');
    expect([isBlank(' \u200b\u200d'), isBlank('می‌')]).toEqual([true, false]);
  });
});

describe('a text that is too long', () => {
  it.each([
    ['families', '👨‍👩‍👧‍👦'],
    ['flags', '🇮🇷'],
    ['accents', 'e\u0301\u0327'],
    ['letters beyond the basic plane', '𝒳'],
    ['skin tones', '👍🏽'],
    ['Persian with joiners', 'می‌'],
  ])('of %s is cut between two of them', (_what, letter) => {
    for (let longest = 30; longest < 60; longest += 1) {
      const short = cut(cleanText(letter.repeat(60)), longest);
      expect(short.length).toBeLessThanOrEqual(longest);
      expect(short.isWellFormed()).toBe(true);
      expect(segments(letter.repeat(60)).join('').startsWith(short.slice(0, -1))).toBe(true);
      expect(new Set(segments(short.slice(0, -1)))).toEqual(new Set(segments(letter)));
    }
  });

  it('is cut within a letter that is longer than the limit', () => {
    const endless = cleanText(`👨${'\u200d👩'.repeat(200)}`);
    for (const longest of [60, 61, 62]) {
      const short = cut(endless, longest);
      expect(short.length).toBeLessThanOrEqual(longest);
      expect(short.isWellFormed()).toBe(true);
      expect(short.length).toBeGreaterThan(longest - 5);
    }
  });

  it('is not cut if it just fits', () => {
    expect(cut(cleanText('x'.repeat(60)), 60)).toBe('x'.repeat(60));
  });
});

it('an unusual id becomes a plain one, different for each', () => {
  const odd = ['', '\0', '\ud800', '\udc00', 'x'.repeat(200), 'x'.repeat(201)];
  expect(externalId('5f8e0c00')).toBe('5f8e0c00');
  expect(new Set(odd.map(externalId)).size).toBe(odd.length);
  for (const id of odd) expect(externalId(id)).toMatch(/^sha256:[0-9a-f]{64}$/);
});
