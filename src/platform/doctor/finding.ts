/** One checked item. */
export interface Finding {
  readonly name: string;
  readonly health: 'ok' | 'warning' | 'problem';
  readonly detail: string;
  /** What to do; only if something needs to be done. */
  readonly fix?: string;
}

export function ok(name: string, detail: string): Finding {
  return { name, health: 'ok', detail };
}
