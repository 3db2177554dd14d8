import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draftOf, dropDraft, keepDraft, onReturnedText, openDraftsOf, returnToDraft } from './drafts.ts';

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

  it('gets a text back that could not be sent, before what was written since', () => {
    openDraftsOf('sara');
    const seen: string[] = [];
    const stop = onReturnedText((name, { text }) => seen.push(`${name}: ${text}`));
    const refused = { id: 'c', text: 'First' };
    returnToDraft('comment.2', refused);
    expect(draftOf('comment.2')).toMatchObject({ text: 'First', refused });
    keepDraft('comment.2', { text: 'Second', base: { text: '', version: null } });
    returnToDraft('comment.2', refused);
    expect(draftOf('comment.2')?.text).toBe('First\n\nSecond');
    stop();
    expect(seen).toEqual(['comment.2: First', 'comment.2: First\n\nSecond']);
  });
});
