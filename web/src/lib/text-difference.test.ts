import { describe, expect, it } from 'vitest';
import { mergeTexts, textDifference } from './text-difference.ts';

const changedIn = (parts: readonly { text: string; isChanged: boolean }[]) =>
  parts.flatMap(({ text, isChanged }) => (isChanged ? [text] : []));

describe('the difference of two texts', () => {
  it('is made of words, and has all of both texts', () => {
    const { one, other } = textDifference('Call Sara on Monday', 'Call Omid on Monday morning');
    expect(one.map(({ text }) => text).join('')).toBe('Call Sara on Monday');
    expect(other.map(({ text }) => text).join('')).toBe('Call Omid on Monday morning');
    expect([changedIn(one), changedIn(other)]).toEqual([['Sara'], ['Omid', ' morning']]);
  });

  it('is made of lines where the texts are long, and quick', () => {
    const lines = Array.from({ length: 3_000 }, (_, line) => `line ${line} of a long text\n`);
    const other = lines.with(1_500, 'another line\n');
    const difference = textDifference(lines.join(''), other.join(''));
    expect([changedIn(difference.one), changedIn(difference.other)]).toEqual([[lines[1_500]], ['another line\n']]);
  });
});

describe('two changes of one text', () => {
  it.each([
    ['in other lines are both kept', 'a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n', 'A\nb\nC\n'],
    [
      'in other words are both kept',
      'Call Sara on Monday',
      'Call Omid on Monday',
      'Call Sara on Friday',
      'Call Omid on Friday',
    ],
    ['of the same line are one after the other', 'a\nb\n', 'a\nmine\n', 'a\ntheirs\n', 'a\ntheirs\nmine\n'],
    ['of the same word are one after the other', 'Old', 'Mine', 'Theirs', 'Theirs Mine'],
    ['that are equal are one', 'a\nb\n', 'a\nsame\n', 'a\nsame\n', 'a\nsame\n'],
  ])('%s', (_what, before, mine, theirs, merged) => {
    expect(mergeTexts(before, mine, theirs)).toBe(merged);
  });
});
