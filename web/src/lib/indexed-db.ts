// IndexedDB (W3C, 3.0) with promises.

/** Opens a database; a new one gets stores, by their names and the paths of their keys. @throws DOMException */
export function openDatabase(
  name: string,
  stores: Readonly<Record<string, IDBObjectStoreParameters>>,
): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.addEventListener('upgradeneeded', () => {
    for (const [store, parameters] of Object.entries(stores)) request.result.createObjectStore(store, parameters);
  });
  // Otherwise this page would keep a newer build from changing its stores.
  request.addEventListener('success', () => {
    const database = request.result;
    database.addEventListener('versionchange', () => database.close());
  });
  return resultOf(request);
}

/** Begins a transaction. @throws DOMException if the database can't be opened, or fails. */
export type Begin = (stores: string | string[], mode: IDBTransactionMode) => Promise<IDBTransaction>;

/** Opens a database at its first use, and again when its connection was closed or lost, as by iOS in the background. */
export function connectionTo(open: () => Promise<IDBDatabase>): Begin {
  let database: Promise<IDBDatabase> | undefined;
  const begin: Begin = async (stores, mode) => {
    const current = (database ??= open());
    try {
      return (await current).transaction(stores, mode);
    } catch (error) {
      if (database === current) database = undefined;
      throw error;
    }
  };
  return (stores, mode) => begin(stores, mode).catch(() => begin(stores, mode));
}

/** The result of a request. @throws DOMException */
export function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')));
  });
}

/** Settles when a transaction is stored. @throws DOMException, such as `QuotaExceededError` if the storage is full. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(transaction.error ?? new Error('IndexedDB failed'));
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('error', fail);
    transaction.addEventListener('abort', fail);
  });
}
