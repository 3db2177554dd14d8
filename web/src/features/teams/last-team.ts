const key = 'taskuno.team';

/** The team whose board was looked at last in this browser. */
export function lastTeam(): string | null {
  return localStorage.getItem(key);
}

export function rememberTeam(id: string): void {
  localStorage.setItem(key, id);
}
