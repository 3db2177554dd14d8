import { api, body } from '../../api/client.ts';
import { isSynced } from '../live/synced.ts';
import type { KnownTask } from '../tasks/store.ts';
import { putRead } from '../tasks/first-read.ts';
import { tasks } from '../tasks/tasks.ts';
import { isFiltered, passes, type TaskFilter, tasksFilter } from '../tasks/filter.ts';
import { currentDateFormat } from '../../i18n/use-date-format.ts';
import { createMissingCards, type ReadRange } from './missing-cards.ts';
import { type CardCounts, createUnreadCounts } from './unread-counts.ts';

/** The content of a column: the loaded cards, and where unread ones are missing between them. */
export interface ColumnContent {
  readonly cards: readonly KnownTask[];
  /** The index at which cards are missing: not loaded yet, or failed; null if all are loaded. */
  readonly gapAt: number | null;
  readonly error: unknown;
  /** The number of cards, loaded or not; null until the server has returned it. */
  readonly count: number | null;
  /** The same without the filters. */
  readonly total: number | null;
}

export interface BoardView {
  readonly teamId: string;
  content(statusId: string): ColumnContent;
  /** Reads the first cards of every column and the counts, once. */
  open(): void;
  /** Whether they are read, and not only those of an earlier visit are shown. */
  isRead(): boolean;
  /** Reads the next cards of a column, 50 unless told. */
  more(statusId: string, limit?: number): void;
  retry(statusId: string): void;
  /** Cards after the gap were read, without having changed their columns. */
  tookUnread(read: readonly KnownTask[]): void;
  /** Reads the counts again, because unread cards have changed. */
  recount(): Promise<void>;
  /** How far the columns were read, for the next visit; null if nothing was. */
  kept(): KeptBoard | null;
  /** Reads all loaded cards again and removes those that no longer exist. A column that fails shows its error. */
  reload(): Promise<void>;
  /** Reads again what could not be read: all of the board, or some of its columns. */
  readFailed(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

/** How far a column has been read. */
interface Reading {
  readonly until: string;
  readonly cursor: string | null;
  readonly isWhole: boolean;
  readonly isBusy: boolean;
  readonly error: unknown;
}

/** What the next visit shows of a board before it is read again; its cards are in the store of tasks. */
export interface KeptBoard {
  readonly teamId: string;
  readonly columns: readonly (Pick<Reading, 'until' | 'cursor' | 'isWhole'> & {
    readonly statusId: string;
    readonly unreadCount: number;
  })[];
}

/** The inputs from which a column's content was computed. */
interface CachedContent {
  readonly column: readonly KnownTask[];
  readonly reading: Reading;
  readonly unread: CardCounts | undefined;
  readonly content: ColumnContent;
}

const unread: Reading = { until: '', cursor: null, isWhole: false, isBusy: false, error: null };
const firstPage = 25;
/** The most that is read of each column at first. */
const longestFirstPage = 50;
const pageSize = 50;
/** The longest page that the server returns. */
export const largestPage = 200;

/** @param earlier The board of an earlier visit, which is shown until the board is read. */
export function createBoardView(teamId: string, filter: TaskFilter, me: string, earlier?: KeptBoard): BoardView {
  const readings = new Map<string, Reading>(
    earlier?.columns.map(({ statusId, until, cursor, isWhole }) => [statusId, { ...unread, until, cursor, isWhole }]),
  );
  /** The state of columns before anything is read. */
  let beginning = unread;
  let isOpen = false;
  let isRecountPlanned = false;
  let isEarlier = earlier !== undefined;
  let opening: Promise<void> | undefined;
  const matchingIds = new Set<string>();
  const missing = createMissingCards();
  const contents = new Map<string, CachedContent>();
  const listeners = new Set<() => void>();

  const readingOf = (statusId: string) => readings.get(statusId) ?? beginning;
  const passesNow = () => {
    const reader = { userId: me, timeZone: currentDateFormat().timeZone, now: new Date() };
    return (task: KnownTask) => task.archivedAt === null && passes(task, filter, reader, matchingIds);
  };
  const columnOf = (statusId: string) => tasks.column(teamId, statusId).filter(({ id }) => !missing.has(id));
  const cardsOf = (statusId: string) => columnOf(statusId).filter(passesNow());
  const loadedOf = (statusId: string): CardCounts => {
    const column = columnOf(statusId);
    return {
      passing: column.filter(passesNow()).length,
      all: column.filter(({ archivedAt }) => archivedAt === null).length,
    };
  };

  const unreadCounts = createUnreadCounts(earlier?.columns ?? [], loadedOf);

  function set(statusId: string, reading: Reading): void {
    readings.set(statusId, reading);
    notifyListeners();
  }

  function notifyListeners(): void {
    for (const listener of listeners) listener();
  }

  // The board reads each of its columns.
  const { status: _status, ...columnFilter } = tasksFilter(filter);
  const filterQuery = {
    ...columnFilter,
    // Cards show some of the custom fields.
    include: 'customFields',
  };

  /** The cards that a read returns if what is known of them is up to date. */
  function expectedCards(): readonly KnownTask[] {
    const isPassing = passesNow();
    return [...tasks.stored()].filter((task) => task.teamId === teamId && task.version > 0 && isPassing(task));
  }

  function noteReturned(items: readonly KnownTask[]): void {
    missing.forget(items.map(({ id }) => id));
    for (const { id } of items) matchingIds.add(id);
  }

  /** Hides what the server did not return. From a board without filters it is gone, and so it is removed. */
  function hideMissing(expected: readonly KnownTask[], range: ReadRange, returnedIds: ReadonlySet<string>): boolean {
    const hidden = missing.note(expected, range, returnedIds);
    for (const { id } of hidden) {
      matchingIds.delete(id);
      if (!isFiltered(filter) && !tasks.isChanging(id)) tasks.remove(id);
    }
    return hidden.length > 0;
  }

  async function readColumns(limit: number) {
    const params = { path: { id: teamId }, query: { ...filterQuery, limit } };
    return (await body(api.GET('/teams/{id}/board', { params }))).columns;
  }

  function open(): Promise<void> {
    return (opening ??= readFirst().finally(() => (opening = undefined)));
  }

  function openAgain(): Promise<void> {
    beginning = unread;
    return open();
  }

  /** The cards that an earlier visit has shown are read at once, as far as possible, so that none disappears. */
  function firstLimit(): number {
    const lengths = [...readings.keys()].map((statusId) => cardsOf(statusId).length);
    return Math.min(longestFirstPage, Math.max(firstPage, ...lengths));
  }

  async function readFirst(): Promise<void> {
    if (isOpen || beginning.error !== null) return;
    // What is shown already stays, and is read when the event stream is open.
    if (isEarlier && !isSynced.get()) return;
    beginning = { ...unread, isBusy: true };
    notifyListeners();
    try {
      const expected = expectedCards();
      const columns = await readColumns(firstLimit());
      const items = columns.flatMap((column) => column.tasks);
      const returnedIds = new Set(items.map(({ id }) => id));
      noteReturned(items);
      putRead(items, view);
      if (isEarlier) tasks.dropUnconfirmed(teamId);
      isEarlier = false;
      readings.clear();
      for (const { statusId, tasks: first, nextCursor } of columns) {
        const until = first.at(-1)?.rank ?? '';
        const isWhole = nextCursor === null;
        hideMissing(expected, { statusId, from: '', until, isEnd: isWhole }, returnedIds);
        readings.set(statusId, { ...unread, until, cursor: nextCursor, isWhole });
      }
      isOpen = true;
      beginning = unread;
      unreadCounts.note(columns);
      notifyListeners();
      void recountAfterOwnChanges();
    } catch (error) {
      beginning = { ...unread, error };
      notifyListeners();
    }
  }

  /** A count that was read while a change of ours was pending may or may not include it. */
  async function recountAfterOwnChanges(): Promise<void> {
    const changing = unreadCounts.statusIds().flatMap(cardsOf).filter(isPending);
    if (changing.length === 0 || isRecountPlanned) return;
    isRecountPlanned = true;
    await untilMade(changing);
    isRecountPlanned = false;
    await recount();
  }

  async function recount(): Promise<void> {
    await readCounts();
    await recountAfterOwnChanges();
  }

  async function readCounts(): Promise<void> {
    if (!isOpen || (!isFiltered(filter) && [...readings.values()].every(({ isWhole }) => isWhole))) return;
    try {
      unreadCounts.note(await readColumns(0));
    } catch {
      // The next change in the team triggers another count.
      return;
    }
    notifyListeners();
  }

  async function readPage(statusId: string, cursor: string | null, limit: number) {
    const query = {
      ...filterQuery,
      teamId,
      status: statusId,
      sort: 'rank' as const,
      limit,
      ...(cursor === null ? {} : { cursor }),
    };
    const page = await body(api.GET('/tasks', { params: { query } }));
    noteReturned(page.items);
    const before = loadedOf(statusId);
    putRead(page.items, view);
    const after = loadedOf(statusId);
    unreadCounts.reduce(statusId, { passing: after.passing - before.passing, all: after.all - before.all });
    return page;
  }

  async function readMore(statusId: string, limit = pageSize): Promise<void> {
    if (!isOpen) return open();
    const reading = readingOf(statusId);
    if (reading.isBusy || reading.isWhole || reading.error !== null) return;
    set(statusId, { ...reading, isBusy: true });
    const expected = expectedCards();
    try {
      const { items, nextCursor } = await readPage(statusId, reading.cursor, limit);
      const until = items.at(-1)?.rank ?? reading.until;
      const isWhole = nextCursor === null;
      const range = { statusId, from: reading.until, until, isEnd: isWhole };
      const hasHidden = hideMissing(expected, range, new Set(items.map(({ id }) => id)));
      set(statusId, { until, cursor: nextCursor, isWhole, isBusy: false, error: null });
      if (hasHidden) await recount();
    } catch (error) {
      set(statusId, { ...reading, isBusy: false, error });
    }
  }

  async function reloadColumn(statusId: string): Promise<void> {
    const before = readingOf(statusId);
    set(statusId, { ...before, isBusy: true, error: null });
    try {
      await readUntil(statusId, before.until);
    } catch (error) {
      set(statusId, { ...before, isBusy: false, error });
    }
  }

  /** Reads a column from its beginning up to a rank. */
  async function readUntil(statusId: string, rank: string): Promise<void> {
    const expected = expectedCards();
    const returnedIds = new Set<string>();
    let cursor: string | null = null;
    let until = '';
    do {
      const page = await readPage(statusId, cursor, largestPage);
      for (const { id } of page.items) returnedIds.add(id);
      until = page.items.at(-1)?.rank ?? until;
      cursor = page.nextCursor;
    } while (cursor !== null && until < rank);
    const isWhole = cursor === null;
    hideMissing(expected, { statusId, from: '', until, isEnd: isWhole }, returnedIds);
    set(statusId, { until, cursor, isWhole, isBusy: false, error: null });
  }

  const view: BoardView = {
    teamId,
    content(statusId) {
      const column = tasks.column(teamId, statusId);
      const reading = readingOf(statusId);
      const unreadCount = unreadCounts.get(statusId);
      const cached = contents.get(statusId);
      if (cached?.column === column && cached.reading === reading && cached.unread === unreadCount)
        return cached.content;
      const cards = cardsOf(statusId);
      const behind = cards.findIndex(({ rank }) => rank > reading.until);
      const isKnown = reading.isWhole && reading.error === null;
      const count = isKnown ? cards.length : unreadCount === undefined ? null : cards.length + unreadCount.passing;
      const content = {
        cards,
        gapAt: isKnown ? null : behind < 0 ? cards.length : behind,
        error: reading.error,
        count,
        total: !isFiltered(filter)
          ? count
          : unreadCount === undefined
            ? null
            : loadedOf(statusId).all + unreadCount.all,
      };
      contents.set(statusId, { column, reading, unread: unreadCount, content });
      return content;
    },
    open: () => void open(),
    isRead: () => isOpen,
    more: (statusId, limit) => void readMore(statusId, limit),
    retry(statusId) {
      if (isOpen) return void reloadColumn(statusId).then(recount);
      void openAgain();
    },
    async readFailed() {
      await opening;
      if (beginning.error !== null) return openAgain();
      const failed = [...readings].filter(([, { error }]) => error !== null);
      if (failed.length === 0) return;
      await Promise.all(failed.map(([statusId]) => reloadColumn(statusId)));
      await readCounts();
    },
    tookUnread(read) {
      const isPassing = passesNow();
      for (const task of read) {
        if (task.teamId !== teamId || task.archivedAt !== null) continue;
        unreadCounts.reduce(task.statusId, { passing: isPassing(task) ? 1 : 0, all: 1 });
      }
      notifyListeners();
    },
    recount,
    kept() {
      if (!isOpen || isFiltered(filter)) return null;
      const columns = [...readings].map(([statusId, { until, cursor, isWhole }]) => {
        return { statusId, until, cursor, isWhole, unreadCount: unreadCounts.get(statusId)?.passing ?? 0 };
      });
      return { teamId, columns };
    },
    async reload() {
      await opening;
      if (!isOpen && (isEarlier || beginning.error !== null)) return openAgain();
      if (!isOpen) return;
      await Promise.all([...readings.keys()].map((statusId) => reloadColumn(statusId)));
      await readCounts();
      // Who reloads a board may show a change until it is read.
      void recountAfterOwnChanges();
    },
    subscribe(listener) {
      listeners.add(listener);
      const stop = tasks.subscribe(listener);
      return () => {
        listeners.delete(listener);
        stop();
      };
    },
  };
  return view;
}

/** Whether a card is new or shows a change that the server may not have made yet. */
function isPending({ id }: KnownTask): boolean {
  return tasks.get(id)?.version === 0 || tasks.isChanging(id);
}

/** Until no change of the cards is pending. Some wait for a long time, while the server can't be reached. */
function untilMade(cards: readonly KnownTask[]): Promise<void> {
  return new Promise((resolve) => {
    const stop = tasks.subscribe(() => {
      if (cards.some(isPending)) return;
      stop();
      resolve();
    });
  });
}
