import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  draftOf,
  dropDraft,
  isDraftOnlyInPage,
  keepDraft,
  onReturnedText,
  openDraftsOf,
  returnToDraft,
} from './drafts.ts';

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

  it('that the browser has no room for is kept in the page, also one that returns', () => {
    openDraftsOf('sara');
    keepDraft('comment.3', { ...draft, text: 'Ha' });
    const storage = localStorage;
    vi.stubGlobal('localStorage', { ...storage, setItem: () => expect.fail('The quota is exceeded.') });
    keepDraft('comment.3', draft);
    returnToDraft('comment.4', { id: 'c', text: 'First' });
    expect([draftOf('comment.3')?.text, draftOf('comment.4')?.text]).toEqual(['Half a sen', 'First']);
    expect(isDraftOnlyInPage.get()).toBe(true);
    vi.stubGlobal('localStorage', storage);
    keepDraft('comment.3', { ...draft, text: 'Half a sentence' });
    dropDraft('comment.4');
    expect([draftOf('comment.3')?.text, draftOf('comment.4')]).toEqual(['Half a sentence', null]);
    expect(isDraftOnlyInPage.get()).toBe(false);
  });
});
