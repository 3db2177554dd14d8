import { beforeEach, expect, it, vi } from 'vitest';

type Fault = 'open' | 'transaction' | 'commit';

/** What fails at the next attempts, in their order; null for one that works. */
let faults: (Fault | null)[] = [];
let cleared: string[] = [];

class Transaction extends EventTarget {
  readonly error = new DOMException('The connection was lost.', 'UnknownError');
  constructor(isStored: boolean) {
    super();
    setTimeout(() => this.dispatchEvent(new Event(isStored ? 'complete' : 'abort')));
  }
  objectStore(name: string) {
    return { clear: () => cleared.push(name) };
  }
}

class Database extends EventTarget {
  private isLost = false;
  transaction(): Transaction {
    const fault = this.isLost ? 'transaction' : (faults.shift() ?? null);
    if (fault !== 'transaction') return new Transaction(fault === null);
    this.isLost = true;
    throw new DOMException('The connection was lost.', 'InvalidStateError');
  }
}

class OpenRequest extends EventTarget {
  readonly result = new Database();
  constructor() {
    super();
    setTimeout(() => this.dispatchEvent(new Event('success')));
  }
}

beforeEach(() => {
  vi.resetModules();
  cleared = [];
  vi.stubGlobal('indexedDB', {
    open() {
      if (faults[0] !== 'open') return new OpenRequest();
      faults.shift();
      throw new DOMException('Not now.', 'UnknownError');
    },
  });
});

it.each<[string, (Fault | null)[]]>([
  ['could not be opened once', ['open']],
  ['could not be opened three times', ['open', 'open', 'open']],
  ['lost its connection', [null, 'transaction']],
  ['lost its connection, and could not be opened at once', [null, 'transaction', 'open']],
  ['lost its connection before it had stored', ['commit']],
])('what is kept is deleted from a database that %s', async (_what, next) => {
  faults = next;
  const { clearKept } = await import('./kept-data.ts');
  if (next[0] === null) await clearKept();
  cleared = [];
  await clearKept();
  expect(cleared.slice(-2)).toEqual(['owner', 'records']);
  expect(faults).toEqual([]);
});
