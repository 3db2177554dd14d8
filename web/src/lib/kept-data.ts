import { basePath } from './base-path.ts';
import { committed, openDatabase, resultOf } from './indexed-db.ts';

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

export interface KeptChange {
  readonly put: readonly KeptRecord[];
  readonly remove: readonly Pick<KeptRecord, 'kind' | 'key'>[];
}

const ownerKey = 'owner';
let database: Promise<IDBDatabase> | undefined;

/** @throws DOMException where the browser has no database, as some do in private windows. */
async function begin(mode: IDBTransactionMode) {
  database ??= openDatabase(`taskuno${basePath}`, { records: { keyPath: ['kind', 'key'] }, owner: {} });
  const transaction = (await database).transaction(['owner', 'records'], mode);
  return {
    owner: transaction.objectStore('owner'),
    records: transaction.objectStore('records'),
    isStored: mode === 'readonly' ? Promise.resolve() : committed(transaction),
  };
}

/** Everything that is kept for this owner; null if it is somebody else's, or was written by another build. */
export async function readKept(expected: Owner): Promise<readonly KeptRecord[] | null> {
  const { owner, records } = await begin('readonly');
  const [current, kept] = await Promise.all([
    resultOf(owner.get(ownerKey) as IDBRequest<Owner | undefined>),
    resultOf(records.getAll() as IDBRequest<KeptRecord[]>),
  ]);
  return isSame(current, expected) ? kept : null;
}

/** Makes the kept data that of this owner; what another one has left is deleted. */
export async function ownKept(next: Owner): Promise<void> {
  const { owner, records, isStored } = await begin('readwrite');
  if (!isSame(await resultOf(owner.get(ownerKey) as IDBRequest<Owner | undefined>), next)) {
    records.clear();
    owner.put(next, ownerKey);
  }
  await isStored;
}

/** Stores changes, unless the data has another owner by now: somebody signed out in another page. */
export async function writeKept(expected: Owner, { put, remove }: KeptChange): Promise<void> {
  const { owner, records, isStored } = await begin('readwrite');
  if (isSame(await resultOf(owner.get(ownerKey) as IDBRequest<Owner | undefined>), expected)) {
    for (const { kind, key } of remove) records.delete([kind, key]);
    for (const record of put) records.put(record);
  }
  await isStored;
}

/** Deletes everything that is kept. */
export async function clearKept(): Promise<void> {
  const { owner, records, isStored } = await begin('readwrite');
  owner.clear();
  records.clear();
  await isStored;
}

function isSame(one: Owner | undefined, other: Owner): boolean {
  return one?.userId === other.userId && one.build === other.build;
}
