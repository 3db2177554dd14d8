/** One thing that the doctor looked at. */
export interface Finding {
  readonly name: string;
  readonly health: 'ok' | 'warning' | 'problem';
  readonly found: string;
  /** What to do about it; only where there is something to do. */
  readonly fix?: string;
}

export function ok(name: string, found: string): Finding {
  return { name, health: 'ok', found };
}
