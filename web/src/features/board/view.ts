import { api, body } from '../../api/client.ts';
import type { KnownTask } from '../tasks/store.ts';
import { tasks } from '../tasks/tasks.ts';
import { type BoardFilter, isFiltered, passes } from './filter.ts';

/** What a column shows: the cards that are known, and where among them unread ones are left out. */
export interface ColumnContent {
  readonly cards: readonly KnownTask[];
  /** The index at which more is to be read, or was not read for an error; null where all of it is known. */
  readonly gapAt: number | null;
  readonly error: unknown;
}

export interface BoardView {
  readonly teamId: string;
  content(statusId: string): ColumnContent;
  /** Reads the next cards of a column. */
  more(statusId: string): void;
  retry(statusId: string): void;
  /** Reads anew what was read before, and forgets what is no longer there. A column that can't be read says so. */
  reload(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

/** How far a column was read. */
interface Reading {
  readonly until: string;
  readonly cursor: string | null;
  readonly isWhole: boolean;
  readonly isBusy: boolean;
  readonly error: unknown;
}

const unread: Reading = { until: '', cursor: null, isWhole: false, isBusy: false, error: null };
const pageSize = 50;
const largestPage = 200;

/** @param withFields Whether cards show fields of the team's own, which lists leave out unless they are asked for. */
export function createBoardView(teamId: string, filter: BoardFilter, me: string, withFields: boolean): BoardView {
  const readings = new Map<string, Reading>();
  const found = new Set<string>();
  const shown = new Map<string, { column: readonly KnownTask[]; reading: Reading; content: ColumnContent }>();
  const listeners = new Set<() => void>();

  const readingOf = (statusId: string) => readings.get(statusId) ?? unread;

  function set(statusId: string, reading: Reading): void {
    readings.set(statusId, reading);
    for (const listener of listeners) listener();
  }

  async function readPage(statusId: string, cursor: string | null, limit: number) {
    const { q, assignee } = filter;
    const query = {
      teamId,
      status: statusId,
      sort: 'rank' as const,
      limit,
      ...(withFields ? { include: 'customFields' } : {}),
      ...(cursor === null ? {} : { cursor }),
      ...(q ? { q } : {}),
      ...(assignee === undefined ? {} : { assigneeId: assignee }),
    };
    const page = await body(api.GET('/tasks', { params: { query } }));
    for (const { id } of page.items) found.add(id);
    tasks.put(page.items);
    return page;
  }

  async function more(statusId: string): Promise<void> {
    const reading = readingOf(statusId);
    if (reading.isBusy || reading.isWhole || reading.error !== null) return;
    set(statusId, { ...reading, isBusy: true });
    try {
      const { items, nextCursor } = await readPage(statusId, reading.cursor, pageSize);
      const until = items.at(-1)?.rank ?? reading.until;
      set(statusId, { until, cursor: nextCursor, isWhole: nextCursor === null, isBusy: false, error: null });
    } catch (error) {
      set(statusId, { ...reading, isBusy: false, error });
    }
  }

  async function reloadColumn(statusId: string): Promise<void> {
    const before = readingOf(statusId);
    const known = tasks.column(teamId, statusId).filter(({ rank }) => before.isWhole || rank <= before.until);
    const settled = known.filter(({ id, archivedAt }) => archivedAt === null && !tasks.isChanging(id));
    set(statusId, { ...before, isBusy: true, error: null });
    try {
      const seen = await readUntil(statusId, before.until);
      if (!isFiltered(filter)) forgetGone(settled.filter(({ id }) => !seen.has(id)));
    } catch (error) {
      set(statusId, { ...before, isBusy: false, error });
    }
  }

  /** Reads a column from its beginning as far as a rank; returns which cards are there. */
  async function readUntil(statusId: string, rank: string): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    let cursor: string | null = null;
    let until = '';
    do {
      const page = await readPage(statusId, cursor, largestPage);
      for (const { id } of page.items) seen.add(id);
      until = page.items.at(-1)?.rank ?? until;
      cursor = page.nextCursor;
    } while (cursor !== null && until < rank);
    set(statusId, { until, cursor, isWhole: cursor === null, isBusy: false, error: null });
    return seen;
  }

  return {
    teamId,
    content(statusId) {
      const column = tasks.column(teamId, statusId);
      const reading = readingOf(statusId);
      const kept = shown.get(statusId);
      if (kept?.column === column && kept.reading === reading) return kept.content;
      const cards = column.filter((task) => passes(task, filter, me, found));
      const behind = cards.findIndex(({ rank }) => rank > reading.until);
      const content = {
        cards,
        gapAt: reading.isWhole && reading.error === null ? null : behind < 0 ? cards.length : behind,
        error: reading.error,
      };
      shown.set(statusId, { column, reading, content });
      return content;
    },
    more: (statusId) => void more(statusId),
    retry: (statusId) => void reloadColumn(statusId),
    async reload() {
      await Promise.all([...readings.keys()].map((statusId) => reloadColumn(statusId)));
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
}

/** What stood in a column and was not read again is gone, if nothing was heard of it meanwhile. */
function forgetGone(cards: readonly KnownTask[]): void {
  for (const { id, version } of cards) {
    if (version > 0 && tasks.versionOf(id) === version && !tasks.isChanging(id)) tasks.remove(id);
  }
}
