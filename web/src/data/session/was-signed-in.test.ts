import { afterEach, expect, it, vi } from 'vitest';

// One origin may have several installations, each below its own path; a browser has one storage for all of them.

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** A page of an installation. What it stores is an event in the pages of all others. */
async function openPage(path: string, stored: Map<string, string>, others: readonly EventTarget[]) {
  vi.resetModules();
  vi.stubGlobal('document', { querySelector: () => ({ content: path }) });
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem(key: string, newValue: string) {
      stored.set(key, newValue);
      for (const other of others) other.dispatchEvent(Object.assign(new Event('storage'), { key, newValue }));
    },
  });
  return { ...(await import('./was-signed-in.ts')), window };
}

it.each([
  ['/b', 'mina', 0],
  ['', 'mina', 0],
  ['/a', 'sara', 1],
])('notices that somebody else signs in below the same path, here %j', async (path, remembered, changes) => {
  const stored = new Map<string, string>();
  const first = await openPage('/a', stored, []);
  const onOther = vi.fn<() => void>();
  first.noteSignedIn('mina');
  first.onOtherUser('mina', onOther);
  const second = await openPage(path, stored, [first.window]);
  second.noteSignedIn('sara');
  expect(onOther).toHaveBeenCalledTimes(changes);
  expect([first.lastUserId(), second.lastUserId()]).toEqual([remembered, 'sara']);
});
