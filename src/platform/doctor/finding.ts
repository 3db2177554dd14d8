/** One checked item. */
export interface Finding {
  readonly name: string;
  readonly health: 'ok' | 'warning' | 'problem';
  readonly found: string;
  /** What to do; only if something needs to be done. */
  readonly fix?: string;
}

export function ok(name: string, found: string): Finding {
  return { name, health: 'ok', found };
}
