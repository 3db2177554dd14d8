import { basePath } from './base-path.ts';
import { committed, connectionTo, openDatabase, resultOf } from './indexed-db.ts';

// What this browser keeps of the data of the person who is signed in, so that the next start shows it before the server
// has answered.

/** One thing that is kept: a query, a task, the state of a board. */
export interface KeptRecord {
  readonly kind: string;
  readonly key: string;
  readonly value: unknown;
  /** When it was read from the server, in milliseconds since 1970. */
  readonly at: number;
}

/** Whose data it is, and which build has written it: another one may expect another form. */
export interface Owner {
  readonly userId: string;
  readonly build: string;
}

export const ownerKey = 'owner';
const begin = connectionTo(() =>
  openDatabase(`taskuno${basePath}`, { records: { keyPath: ['kind', 'key'] }, owner: {} }),
);

/** @throws DOMException where the browser has no database, as some do in private windows. */
export async function beginKept(mode: IDBTransactionMode) {
  const transaction = await begin(['owner', 'records'], mode);
  return {
    owner: transaction.objectStore('owner'),
    records: transaction.objectStore('records'),
    isStored: mode === 'readonly' ? undefined : committed(transaction),
  };
}

/** Everything that is kept for this owner; null if it is somebody else's, or was written by another build. */
export async function readKept(expected: Owner): Promise<readonly KeptRecord[] | null> {
  const { owner, records } = await beginKept('readonly');
  const [isOwn, kept] = await Promise.all([
    isOwnedBy(expected, owner),
    resultOf(records.getAll() as IDBRequest<KeptRecord[]>),
  ]);
  return isOwn ? kept : null;
}

/** Deletes everything that is kept. Tries it once more if it fails. */
export async function clearKept(): Promise<void> {
  await clear().catch(clear);
}

async function clear(): Promise<void> {
  const { owner, records, isStored } = await beginKept('readwrite');
  owner.clear();
  records.clear();
  await isStored;
}

/** Whether the kept data is of this owner, by the store of owners. */
export async function isOwnedBy(expected: Owner, owners: IDBObjectStore): Promise<boolean> {
  const owner = await resultOf(owners.get(ownerKey) as IDBRequest<Owner | undefined>);
  return owner?.userId === expected.userId && owner.build === expected.build;
}
