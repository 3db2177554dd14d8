import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draftOf, dropDraft, keepDraft, openDraftsOf, restOf } from './drafts.ts';

beforeEach(() => {
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a draft', () => {
  const draft = { text: 'Half a sen', base: { text: 'Half', version: 3 } };

  it('is kept with what it began from, until it is dropped', () => {
    openDraftsOf('sara');
    keepDraft('description.1', draft);
    expect(draftOf('description.1')).toEqual(draft);
    dropDraft('description.1');
    expect(draftOf('description.1')).toBeNull();
  });

  it('is the writer’s own, in a browser that several people use', () => {
    openDraftsOf('sara');
    keepDraft('comment.1', draft);
    openDraftsOf('omid');
    expect(draftOf('comment.1')).toBeNull();
    openDraftsOf('sara');
    expect(draftOf('comment.1')).toEqual(draft);
  });
});

it.each([
  { text: 'Hello', sent: 'Hello', rest: '' },
  { text: '  Hello \n', sent: 'Hello', rest: '' },
  { text: 'Hello\nand more', sent: 'Hello', rest: 'and more' },
  { text: 'Something else', sent: 'Hello', rest: 'Something else' },
])('of “$text”, “$rest” is left once “$sent” was sent', ({ text, sent, rest }) => {
  expect(restOf(text, sent)).toBe(rest);
});
