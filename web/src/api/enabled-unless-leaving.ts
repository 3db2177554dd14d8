interface Keyed {
  readonly queryKey: readonly unknown[];
}

/** Ids of things that are being deleted or left right now. */
export const leftIds = new Set<unknown>();

/** Whether a query may run: its key contains the ids that it depends on. */
export const isAsked = ({ queryKey }: Keyed): boolean => !queryKey.some((part) => leftIds.has(part));

/** The same for a query that also has a condition of its own. */
export const enabledUnlessLeaving =
  (hasQuestion: boolean) =>
  (query: Keyed): boolean =>
    hasQuestion && isAsked(query);
