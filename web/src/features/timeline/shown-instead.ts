interface Matches {
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** What is shown instead of the rows: a failed search hides them, because they may be incomplete. */
export function shownInstead(rowCount: number, { isPending, error }: Matches): 'error' | 'loading' | 'nothing' | null {
  if (error) return 'error';
  if (rowCount > 0) return null;
  return isPending ? 'loading' : 'nothing';
}
