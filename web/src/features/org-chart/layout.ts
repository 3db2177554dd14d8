import type { Chart } from '../../api/types.ts';

export type ChartPerson = Chart['people'][number];

/** A person with a position in the drawing; columns count from the top of the tree, rows from above. */
export interface LayoutEntry {
  readonly person: ChartPerson;
  readonly column: number;
  /** A manager is in the middle of their reports, so it may be a half. */
  readonly row: number;
  /** The position among those with the same manager; 1 is the first. */
  readonly position: number;
  readonly siblings: number;
  readonly isOpen: boolean;
}

export interface Layout {
  /** Everyone who is shown, each after their manager. */
  readonly entries: readonly LayoutEntry[];
  readonly rows: number;
  readonly columns: number;
}

/** The reports of each manager by the manager's id; the top of the tree is under null. */
export type Reports = ReadonlyMap<string | null, readonly ChartPerson[]>;

/** People without a manager here are at the top. */
export function reportsOf(people: readonly ChartPerson[]): Reports {
  const userIds = new Set(people.map(({ userId }) => userId));
  const reports = new Map<string | null, ChartPerson[]>();
  for (const person of people) {
    const managerId = person.managerId !== null && userIds.has(person.managerId) ? person.managerId : null;
    const group = reports.get(managerId);
    if (group) group.push(person);
    else reports.set(managerId, [person]);
  }
  return reports;
}

/** Places everyone whose managers are all expanded: each gets a row, managers the middle of their reports' rows. */
export function layOut(reports: Reports, open: ReadonlySet<string>): Layout {
  const entries: LayoutEntry[] = [];
  let rows = 0;
  let columns = 0;

  function placeGroup(managerId: string | null, column: number): { first: number; last: number } {
    const group = reports.get(managerId) ?? [];
    columns = Math.max(columns, column + 1);
    let first = rows;
    let last = rows;
    group.forEach((person, index) => {
      const at = entries.length;
      const isOpen = open.has(person.userId) && reports.has(person.userId);
      const base = { person, column, position: index + 1, siblings: group.length, isOpen };
      entries.push({ ...base, row: rows });
      if (isOpen) {
        const below = placeGroup(person.userId, column + 1);
        entries[at] = { ...base, row: (below.first + below.last) / 2 };
      } else rows += 1;
      const row = entries[at]?.row ?? 0;
      if (index === 0) first = row;
      last = row;
    });
    return { first, last };
  }

  placeGroup(null, 0);
  return { entries, rows, columns };
}

const comfortable = 40;

/** What is expanded at first: whole levels from the top, up to a readable number of people. */
export function initiallyOpen(reports: Reports): ReadonlySet<string> {
  const open = new Set<string>();
  let level = reports.get(null) ?? [];
  let visibleCount = level.length;
  while (level.length > 0) {
    const next = level.flatMap(({ userId }) => reports.get(userId) ?? []);
    visibleCount += next.length;
    if (visibleCount > comfortable) break;
    for (const { userId } of level) if (reports.has(userId)) open.add(userId);
    level = next;
  }
  return open;
}

/** All managers above a person, the nearest first. */
export function above(people: ReadonlyMap<string, ChartPerson>, userId: string): string[] {
  const openIds: string[] = [];
  for (let person = people.get(userId); person?.managerId; person = people.get(person.managerId)) {
    if (openIds.includes(person.managerId)) break;
    openIds.push(person.managerId);
  }
  return openIds;
}
