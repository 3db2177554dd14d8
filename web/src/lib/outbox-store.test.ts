import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Numbered } from './outbox-store.ts';

/** A database that opens, and fails whenever it is used. */
class BrokenDatabase extends EventTarget {
  transaction(): never {
    throw new DOMException('The database is damaged.', 'UnknownError');
  }
}

class OpenRequest extends EventTarget {
  readonly result = new BrokenDatabase();
  constructor() {
    super();
    queueMicrotask(() => this.dispatchEvent(new Event('success')));
  }
}

async function createStore() {
  const { createOutboxStore } = await import('./outbox-store.ts');
  return createOutboxStore<Numbered>();
}

beforeEach(() => vi.resetModules());

describe('without a database', () => {
  beforeEach(() => {
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('Not in private windows.', 'SecurityError');
      },
    });
  });

  it('nothing is stored, and what is added is in memory', async () => {
    const store = await createStore();
    expect(await store.all('waiting', 'me')).toEqual([]);
    const item = await store.add('waiting', { userId: 'me' });
    expect(store.isInMemory(item)).toBe(true);
    expect(await store.first('waiting', 'me')).toBe(item);
    await store.remove('waiting', item);
    expect(await store.has('waiting', item)).toBe(false);
  });
});

describe('with a database that fails', () => {
  beforeEach(() => {
    vi.stubGlobal('indexedDB', { open: () => new OpenRequest() });
  });

  it('a read fails too: it does not say that nothing is stored', async () => {
    const store = await createStore();
    await expect(store.all('waiting', 'me')).rejects.toThrow('damaged');
    await expect(store.first('waiting', 'me')).rejects.toThrow('damaged');
  });

  it('is opened again at each use, and is not taken for an empty database if that fails', async () => {
    let count = 0;
    vi.stubGlobal('indexedDB', {
      open() {
        count += 1;
        if (count === 2) throw new DOMException('Of a newer build.', 'VersionError');
        return new OpenRequest();
      },
    });
    const store = await createStore();
    await expect(store.all('waiting', 'me')).rejects.toThrow('newer build');
    await expect(store.all('waiting', 'me')).rejects.toThrow('damaged');
  });

  it('what is added is in memory', async () => {
    const store = await createStore();
    expect(store.isInMemory(await store.add('waiting', { userId: 'me' }))).toBe(true);
  });
});
