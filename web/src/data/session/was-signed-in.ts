import { basePath } from '../../lib/base-path.ts';
import { clearKept } from '../../lib/kept-data.ts';

/** An origin has one storage: another installation may be below another path. boot.js reads it too. */
const key = `taskuno.signed-in${basePath}`;

/** The id of the person who was signed in when this browser was last used: their data is loaded in advance. */
export function lastUserId(): string | null {
  return localStorage.getItem(key);
}

export function noteSignedIn(userId: string): void {
  localStorage.setItem(key, userId);
}

/** Nobody is signed in any more: deletes what this browser keeps of the person. */
export async function forgetUser(): Promise<void> {
  localStorage.removeItem(key);
  // Without storage there is nothing to delete.
  await clearKept().catch(() => undefined);
}

/** Calls when somebody signs out in another page of this browser, or somebody else signs in. */
export function onOtherUser(userId: string, listener: () => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === key && event.newValue !== userId) listener();
  });
}
