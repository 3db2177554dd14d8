import { describe, expect, it } from 'vitest';
import { mentionAt, withMention } from './mention.ts';

describe('a mention while it is typed', () => {
  it.each([
    ['@', { start: 0, name: '' }],
    ['ask @sa', { start: 4, name: 'sa' }],
    ['(@سارا', { start: 1, name: 'سارا' }],
    ['سلام، @om', { start: 6, name: 'om' }],
    ['**@sa', { start: 2, name: 'sa' }],
    ['ask _@sa', { start: 5, name: 'sa' }],
  ])('is seen in %s', (text, begun) => {
    expect(mentionAt(text, text.length)).toEqual(begun);
  });

  it.each(['sara@example', 'a_@sa', 'ask @sara now', 'no mention'])('is not seen in %s', (text) => {
    expect(mentionAt(text, text.length)).toBeNull();
  });

  it('is written out with a space behind it, and what follows stays', () => {
    const text = 'ask @sa about it';
    const begun = mentionAt(text, 7);
    expect(begun && withMention(text, 7, begun, 'sara')).toEqual({ text: 'ask @sara about it', caret: 10 });
  });
});
