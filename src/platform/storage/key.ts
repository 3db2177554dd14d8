const keyShape = /^[\w-]+(?:\/[\w-]+)*$/;
/** Archives of backups have an ending. No part begins with a dot. */
const fileShape = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

/** Whether the app may have stored a file by this key. */
export function isKey(text: string): boolean {
  return keyShape.test(text);
}

/** Checks a key, because it becomes a path. @throws Error if it is invalid. */
export function checkKey(key: string): string {
  if (!fileShape.test(key)) throw new Error(`not a storage key: ${key}`);
  return key;
}
