/** @throws Error for what is no key of ours: a key becomes a path. */
export function checkKey(key: string): string {
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(key)) throw new Error(`not a storage key: ${key}`);
  return key;
}
