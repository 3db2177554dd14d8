/** Numbers of cards of a column: those that pass the filters, and all. */
export interface CardCounts {
  readonly passing: number;
  readonly all: number;
}

interface CountedColumn {
  readonly statusId: string;
  readonly count: number;
  readonly total: number;
}

/** How many cards of each column are not loaded. */
export interface UnreadCounts {
  /** Undefined until the server has counted the column. */
  get(statusId: string): CardCounts | undefined;
  statusIds(): readonly string[];
  /** Takes the numbers of the server, which include the loaded cards. */
  note(columns: readonly CountedColumn[]): void;
  /** Some cards were loaded. */
  reduce(statusId: string, by: CardCounts): void;
}

export function createUnreadCounts(
  earlier: readonly { readonly statusId: string; readonly unreadCount: number }[],
  loadedOf: (statusId: string) => CardCounts,
): UnreadCounts {
  const counts = new Map<string, CardCounts>(
    earlier.map(({ statusId, unreadCount }) => [statusId, { passing: unreadCount, all: unreadCount }]),
  );
  function set(statusId: string, { passing, all }: CardCounts): void {
    counts.set(statusId, { passing: Math.max(0, passing), all: Math.max(0, all) });
  }
  return {
    get: (statusId) => counts.get(statusId),
    statusIds: () => [...counts.keys()],
    note(columns) {
      for (const { statusId, count, total } of columns) {
        const loaded = loadedOf(statusId);
        set(statusId, { passing: count - loaded.passing, all: total - loaded.all });
      }
    },
    reduce(statusId, by) {
      const unread = counts.get(statusId);
      if (unread) set(statusId, { passing: unread.passing - by.passing, all: unread.all - by.all });
    },
  };
}
