/** Checks a key, because it becomes a path. @throws Error if it is invalid. */
export function checkKey(key: string): string {
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(key)) throw new Error(`not a storage key: ${key}`);
  return key;
}
