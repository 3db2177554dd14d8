import { groupOf, type When } from '../tasks/group-tasks.ts';
import type { KnownTask } from '../tasks/store.ts';
import type { BoardColumn } from './columns.ts';
import type { BoardView } from './view.ts';

/** The cards of a board that are in the same group, by column. */
export interface Lane {
  /** The group; empty for none, and for the only lane of a board that is not grouped. */
  readonly id: string;
  readonly cells: ReadonlyMap<string, readonly KnownTask[]>;
  readonly count: number;
}

export interface LaneOptions {
  /** What is grouped by; undefined for a board without lanes. */
  readonly by: string | undefined;
  /** The groups in the order of their lanes. */
  readonly order: readonly string[];
  /** Groups that have a lane even without cards. */
  readonly always: readonly string[];
  readonly when: When;
}

type Groups = ReadonlyMap<string, readonly KnownTask[]>;

const noCards: readonly KnownTask[] = [];

/**
 * Reads the lanes of a board. What has not changed since the last time is the same object, so that only lanes and cells
 * with changes are rendered again.
 */
export function laneReader(
  view: Pick<BoardView, 'content'>,
  columns: readonly Pick<BoardColumn, 'id'>[],
  options: LaneOptions,
): () => readonly Lane[] {
  const groupsByColumn = new Map<string, { readonly cards: readonly KnownTask[]; readonly groups: Groups }>();
  let lanes: readonly Lane[] = [];
  let isRead = false;

  function groupsIn(columnId: string): Groups {
    const { cards } = view.content(columnId);
    const last = groupsByColumn.get(columnId);
    if (last?.cards === cards) return last.groups;
    const groups = stable(last?.groups, groupCards(cards, options));
    groupsByColumn.set(columnId, { cards, groups });
    isRead = false;
    return groups;
  }

  return () => {
    const all = columns.map(({ id }) => ({ id, groups: groupsIn(id) }));
    if (isRead) return lanes;
    const before = new Map(lanes.map((lane) => [lane.id, lane]));
    const next = idsInOrder(all, [...before.keys()], options).map((id) => {
      const cells = new Map(all.map((column) => [column.id, column.groups.get(id) ?? noCards]));
      const last = before.get(id);
      const isSame = last !== undefined && all.every((column) => last.cells.get(column.id) === cells.get(column.id));
      if (isSame) return last;
      return { id, cells, count: [...cells.values()].reduce((sum, cards) => sum + cards.length, 0) };
    });
    const isUnchanged = next.length === lanes.length && next.every((lane, index) => lane === lanes[index]);
    lanes = isUnchanged ? lanes : next;
    isRead = true;
    return lanes;
  };
}

function groupCards(cards: readonly KnownTask[], { by, when }: LaneOptions): Map<string, KnownTask[]> {
  const groups = new Map<string, KnownTask[]>();
  for (const card of cards) {
    const id = by === undefined ? '' : groupOf(card, by, when);
    const group = groups.get(id);
    if (group) group.push(card);
    else groups.set(id, [card]);
  }
  return groups;
}

/** The groups, those with the same cards as before as the same arrays. */
function stable(before: Groups | undefined, groups: Groups): Groups {
  if (!before) return groups;
  return new Map(
    [...groups].map(([id, cards]) => {
      const last = before.get(id);
      const isSame = last?.length === cards.length && cards.every((card, index) => card === last[index]);
      return [id, isSame && last ? last : cards];
    }),
  );
}

/** The lanes that the board has, with those that have become empty: cards without a value come last. */
function idsInOrder(
  columns: readonly { readonly groups: Groups }[],
  before: readonly string[],
  { by, order, always }: LaneOptions,
): readonly string[] {
  if (by === undefined) return [''];
  const used = new Set([...always, ...before, ...columns.flatMap(({ groups }) => [...groups.keys()])]);
  const known = new Set(order);
  const ids = [...order, ...[...used].filter((id) => !known.has(id))].filter((id) => used.has(id));
  return [...ids.filter((id) => id !== ''), ...ids.filter((id) => id === '')];
}
