const left = new Set<unknown>();

/** Whether a query may ask: its key names what it is of. */
export const isAsked = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean =>
  !queryKey.some((part) => left.has(part));

/**
 * Deletes or leaves something, and goes elsewhere. Its page stands until then, and asks for nothing of it: the server
 * would say that it knows of no such thing.
 */
export async function whileLeaving<Result>(id: string, leave: () => Promise<Result>): Promise<Result> {
  left.add(id);
  try {
    return await leave();
  } finally {
    left.delete(id);
  }
}
