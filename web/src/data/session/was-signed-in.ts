const key = 'taskuno.signed-in';

/** Whether somebody was signed in when this browser was last used: if so, their data is loaded in advance. */
export function wasSignedIn(): boolean {
  return localStorage.getItem(key) !== null;
}

export function noteSignedIn(isIn: boolean): void {
  if (isIn) localStorage.setItem(key, 'yes');
  else localStorage.removeItem(key);
}
