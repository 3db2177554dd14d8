import { describe, expect, it } from 'vitest';
import { shortened, wordChanges } from './word-changes.ts';

const written = (before: string, after: string) =>
  wordChanges(before, after).map(({ kind, text }) =>
    kind === 'same' ? text : `[${kind === 'added' ? '+' : '-'}${text}]`,
  );

describe('what changed in a text', () => {
  it.each([
    ['', 'new', ['[+new]']],
    ['same', 'same', ['same']],
    ['one two three', 'one 2 three', ['one ', '[-two]', '[+2]', ' three']],
    ['a b', 'a b c', ['a b', '[+ c]']],
    ['متن قدیمی', 'متن تازه', ['متن ', '[-قدیمی]', '[+تازه]']],
    ['gone', '', ['[-gone]']],
  ])('from “%s” to “%s” is %j', (before, after, expected) => {
    expect(written(before, after)).toEqual(expected);
  });

  it('can be put together to both versions', () => {
    const [before, after] = ['# a\n\n- one\n- two\nend', '# b\n\n- two\n- three\nend!'];
    const without = (kind: string) =>
      wordChanges(before, after)
        .filter((change) => change.kind !== kind)
        .map(({ text }) => text)
        .join('');
    expect([without('added'), without('removed')]).toEqual([before, after]);
  });

  it('of long texts is shown as a whole', () => {
    const long = (word: string) => `${word} `.repeat(2_000);
    expect(wordChanges(long('a').trimEnd(), long('b').trimEnd())).toHaveLength(2);
  });

  it('leaves out most of what stayed', () => {
    const changes = wordChanges(`${'x '.repeat(50)}old ${'y '.repeat(50)}`, `${'x '.repeat(50)}new ${'y '.repeat(50)}`);
    expect(shortened(changes, 4).map(({ text }) => text)).toEqual([' … x x ', 'old', 'new', ' y y … ']);
  });
});
