import { byRank } from '../tasks/order.ts';
import type { BoardColumn } from './columns.ts';
import type { BoardView, ColumnContent } from './view.ts';

/** The parts of a column's content, and what was made of them. */
interface CachedColumn {
  readonly parts: readonly ColumnContent[];
  readonly content: ColumnContent;
}

/** The board of a team, and the same without the filters that people set, for the totals. */
export interface BoardPart {
  readonly view: BoardView;
  readonly unfiltered: BoardView;
}

/** One board of the boards of several teams: each column has the cards of the teams' columns. */
export function sharedView(boards: readonly BoardPart[], columns: readonly BoardColumn[]): BoardView {
  const cached = new Map<string, CachedColumn>();
  const views = boards.map(({ view }) => view);
  const all = new Set(boards.flatMap(({ view, unfiltered }) => [view, unfiltered]));
  const partsOf = (columnId: string) => {
    const statuses = columns.find(({ id }) => id === columnId)?.statuses ?? [];
    return statuses.flatMap(({ id, teamId }) =>
      boards.filter(({ view }) => view.teamId === teamId).map((board) => ({ ...board, statusId: id })),
    );
  };
  return {
    teamId: '',
    content(columnId) {
      const parts = partsOf(columnId).map(({ view, unfiltered, statusId }) =>
        withTotal(view.content(statusId), unfiltered.content(statusId).count),
      );
      const last = cached.get(columnId);
      if (last?.parts.length === parts.length && parts.every((part, index) => part === last.parts[index]))
        return last.content;
      const content = joined(parts);
      cached.set(columnId, { parts, content });
      return content;
    },
    open() {
      for (const view of all) view.open();
    },
    isRead: () => views.every((view) => view.isRead()),
    more(columnId, limit) {
      for (const { view, statusId } of partsOf(columnId))
        if (view.content(statusId).gapAt !== null) view.more(statusId, limit);
    },
    retry(columnId) {
      for (const { view, statusId } of partsOf(columnId))
        if (view.content(statusId).error !== null) view.retry(statusId);
    },
    tookUnread(read) {
      for (const view of views) view.tookUnread(read);
    },
    recount: async () => void (await Promise.all(views.map((view) => view.recount()))),
    kept: () => null,
    reload: async () => void (await Promise.all(views.map((view) => view.reload()))),
    readFailed: async () => void (await Promise.all(views.map((view) => view.readFailed()))),
    subscribe(listener) {
      const stops = [...all].map((view) => view.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** Contents with another total, each the same object while nothing has changed. */
const withTotals = new WeakMap<ColumnContent, ColumnContent>();

function withTotal(content: ColumnContent, total: number | null): ColumnContent {
  const last = withTotals.get(content);
  if (last?.total === total) return last;
  const changed = { ...content, total };
  withTotals.set(content, changed);
  return changed;
}

/** The cards of several columns in the order of their ranks; the gap is the first one of any part. */
function joined(parts: readonly ColumnContent[]): ColumnContent {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const cards = parts.flatMap((part) => part.cards).toSorted(byRank);
  const gaps = parts.flatMap(({ cards: own, gapAt }) => {
    if (gapAt === null) return [];
    const behind = own[gapAt];
    return [behind === undefined ? cards.length : cards.indexOf(behind)];
  });
  return {
    cards,
    gapAt: gaps.length === 0 ? null : Math.min(...gaps),
    error: parts.find(({ error }) => error !== null)?.error ?? null,
    count: sumOf(parts.map(({ count }) => count)),
    total: sumOf(parts.map(({ total }) => total)),
  };
}

/** Null if one of them is unknown. */
function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}
