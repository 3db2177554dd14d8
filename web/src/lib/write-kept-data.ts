import { beginKept, isOwnedBy, type KeptRecord, type Owner, ownerKey } from './kept-data.ts';

// Apart from what reads and deletes the kept data: the sign-in does not load this.

export interface KeptChange {
  readonly put: readonly KeptRecord[];
  readonly remove: readonly Pick<KeptRecord, 'kind' | 'key'>[];
}

/** Makes the kept data that of this owner; what another one has left is deleted. */
export async function ownKept(next: Owner): Promise<void> {
  const { owner, records, isStored } = await beginKept('readwrite');
  if (!(await isOwnedBy(next, owner))) {
    records.clear();
    owner.put(next, ownerKey);
  }
  await isStored;
}

/** Stores changes, unless the data has another owner by now: somebody signed out in another page. */
export async function writeKept(expected: Owner, { put, remove }: KeptChange): Promise<void> {
  const { owner, records, isStored } = await beginKept('readwrite');
  if (await isOwnedBy(expected, owner)) {
    for (const { kind, key } of remove) records.delete([kind, key]);
    for (const record of put) records.put(record);
  }
  await isStored;
}
