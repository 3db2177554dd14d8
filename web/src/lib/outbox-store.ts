import { basePath } from './base-path.ts';
import { committed, connectionTo, openDatabase, resultOf } from './indexed-db.ts';

// Changes that wait for the server, kept in the browser for each person. They survive the end of a session.

/** Something of a person, in the order of its numbers. */
export interface Numbered {
  readonly userId: string;
  readonly seq: number;
}

export type Part = 'waiting' | 'refused';

export interface OutboxStore<Item extends Numbered> {
  /** Adds an item behind all others. Where the browser can't store it, it is only in this page's memory. */
  add(part: Part, item: Omit<Item, 'seq'>): Promise<Item>;
  /** The reads throw a `DOMException` if the browser's database fails: what it has is then unknown. */
  first(part: Part, userId: string): Promise<Item | undefined>;
  all(part: Part, userId: string): Promise<readonly Item[]>;
  has(part: Part, item: Numbered): Promise<boolean>;
  remove(part: Part, item: Numbered): Promise<void>;
  /** Stores other contents of an item, in its place. */
  replace(part: Part, item: Item): Promise<void>;
  /** Whether items are only in this page's memory: a reload would lose them. */
  isInMemory(item: Numbered): boolean;
}

const keyPath = ['userId', 'seq'];
const keyOf = ({ userId, seq }: Numbered) => [userId, seq];
const allOf = (userId: string) => IDBKeyRange.bound([userId], [userId, []]);

/** Whether the browser has a database: some have none in private windows. Unknown before it was opened. */
let isThere: boolean | undefined;

const beginTransaction = connectionTo(async () => {
  try {
    const opened = await openDatabase(`taskuno-outbox${basePath}`, { waiting: { keyPath }, refused: { keyPath } });
    isThere = true;
    return opened;
  } catch (error) {
    isThere ??= false;
    throw error;
  }
});

/** @returns null without a database. @throws DOMException if the database fails. */
async function begin(part: Part, mode: IDBTransactionMode): Promise<IDBObjectStore | null> {
  if (isThere === false) return null;
  try {
    return (await beginTransaction(part, mode)).objectStore(part);
  } catch (error) {
    // It exists, and has what was stored before.
    if (isThere) throw error;
    return null;
  }
}

export function createOutboxStore<Item extends Numbered>(): OutboxStore<Item> {
  const memory: Record<Part, Item[]> = { waiting: [], refused: [] };
  let lastSeq = 0;
  const nextSeq = (last = 0) => (lastSeq = Math.max(Date.now(), lastSeq + 1, last + 1));
  const inMemory = (part: Part, userId: string) => memory[part].filter((item) => item.userId === userId);
  const indexIn = (part: Part, { userId, seq }: Numbered) =>
    memory[part].findIndex((item) => item.userId === userId && item.seq === seq);

  async function addToDatabase(part: Part, item: Omit<Item, 'seq'>): Promise<Item | null> {
    const store = await begin(part, 'readwrite');
    if (!store) return null;
    const isStored = committed(store.transaction);
    const last = await resultOf(store.openKeyCursor(allOf(item.userId), 'prev'));
    const seq = nextSeq((last?.key as [string, number] | undefined)?.[1]);
    const numbered = { ...item, seq } as unknown as Item;
    store.add(numbered);
    await isStored;
    return numbered;
  }

  /** Without a database there is nothing in it. @throws DOMException if it can't be read. */
  async function read<Result>(part: Part, request: (store: IDBObjectStore) => IDBRequest<Result>, nothing: Result) {
    const store = await begin(part, 'readonly');
    return store ? resultOf(request(store)) : nothing;
  }

  async function write(part: Part, request: (store: IDBObjectStore) => unknown): Promise<void> {
    const store = await begin(part, 'readwrite');
    if (!store) return;
    const isStored = committed(store.transaction);
    request(store);
    await isStored;
  }

  return {
    async add(part, item) {
      // Once something is only in memory, what follows is there too: otherwise it would be sent first.
      if (memory[part].length === 0) {
        try {
          const stored = await addToDatabase(part, item);
          if (stored) return stored;
        } catch {
          // The storage is full or fails: the page says that the item is only in its memory.
        }
      }
      const numbered = { ...item, seq: nextSeq() } as unknown as Item;
      memory[part].push(numbered);
      return numbered;
    },
    async first(part, userId) {
      const [stored] = await read<Item[]>(part, (store) => store.getAll(allOf(userId), 1), []);
      return stored ?? inMemory(part, userId)[0];
    },
    async all(part, userId) {
      const stored = await read<Item[]>(part, (store) => store.getAll(allOf(userId)), []);
      return [...stored, ...inMemory(part, userId)];
    },
    async has(part, item) {
      if (indexIn(part, item) >= 0) return true;
      return (await read<number>(part, (store) => store.count(keyOf(item)), 0)) > 0;
    },
    async remove(part, item) {
      const index = indexIn(part, item);
      if (index >= 0) {
        memory[part].splice(index, 1);
        return;
      }
      await write(part, (store) => store.delete(keyOf(item)));
    },
    async replace(part, item) {
      const index = indexIn(part, item);
      if (index >= 0) {
        memory[part][index] = item;
        return;
      }
      await write(part, (store) => store.put(item));
    },
    isInMemory: (item) => indexIn('waiting', item) >= 0 || indexIn('refused', item) >= 0,
  };
}
