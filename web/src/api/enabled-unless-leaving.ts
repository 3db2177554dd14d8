interface Keyed {
  readonly queryKey: readonly unknown[];
}

/** Ids of what is being deleted or left at this moment. */
export const leftIds = new Set<unknown>();

/** Whether a query may ask: its key names what it is of. */
export const isAsked = ({ queryKey }: Keyed): boolean => !queryKey.some((part) => leftIds.has(part));

/** For a query that has something to ask only where this is so. */
export const enabledUnlessLeaving =
  (hasQuestion: boolean) =>
  (query: Keyed): boolean =>
    hasQuestion && isAsked(query);
