import { daysBetween } from '../timeline/scale.ts';
import type { PlannedTask } from './planned.ts';

/** The part of a task that is in one week. */
export interface Segment {
  readonly planned: PlannedTask;
  /** The line of its days, from the top. */
  readonly lane: number;
  /** The index of its first day in the week, and how many of the week's days it covers. */
  readonly from: number;
  readonly days: number;
  /** Whether the task begins and ends in this week. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

export interface WeekLayout {
  /** What is shown on each day that it begins on, from top to bottom. */
  readonly shown: readonly (readonly Segment[])[];
  /** How many tasks of each day have no room. */
  readonly hiddenCounts: readonly number[];
}

/**
 * Lays out the tasks of a week: each in the first line that is free on all of its days.
 * @param planned In their order; tasks of other weeks are left out.
 * @param capacity The number of lines that a day has room for. If it has more tasks, the last line says how many more.
 * @param firstId A task that is placed before the others, so that it is not hidden.
 */
export function layOutWeek(
  week: readonly string[],
  planned: readonly PlannedTask[],
  capacity: number,
  firstId: string | null = null,
): WeekLayout {
  const segments = placed(week, planned, firstId);
  const limits = week.map(() => capacity);
  let visible = segments;
  // A segment that is hidden because of one day is hidden on all of its days, and each of them needs a line to say so.
  for (;;) {
    visible = segments.filter((segment) => daysIn(segment).every((day) => segment.lane < (limits[day] ?? 0)));
    const shown = new Set(visible);
    const full = segments.filter((segment) => !shown.has(segment)).flatMap(daysIn);
    const isSettled = full.every((day) => limits[day] === capacity - 1);
    if (isSettled) break;
    for (const day of full) limits[day] = capacity - 1;
  }
  const shown = new Set(visible);
  const counts = week.map(() => 0);
  for (const segment of segments) {
    if (shown.has(segment)) continue;
    for (const day of daysIn(segment)) counts[day] = (counts[day] ?? 0) + 1;
  }
  return {
    shown: week.map((_, day) => visible.filter(({ from }) => from === day).toSorted((a, b) => a.lane - b.lane)),
    hiddenCounts: counts,
  };
}

function placed(week: readonly string[], planned: readonly PlannedTask[], firstId: string | null): readonly Segment[] {
  const [first = ''] = week;
  const last = week.at(-1) ?? '';
  const own = planned.filter(({ start, end }) => start <= last && end >= first);
  const ordered = [...own.filter(({ task }) => task.id === firstId), ...own.filter(({ task }) => task.id !== firstId)];
  const taken = week.map(() => new Set<number>());
  /** All lanes before this one are taken. */
  const firstFree = week.map(() => 0);
  return ordered.map((one) => {
    const from = one.start < first ? 0 : daysBetween(first, one.start);
    const to = one.end > last ? week.length - 1 : daysBetween(first, one.end);
    const days = taken.slice(from, to + 1);
    let lane = Math.max(...firstFree.slice(from, to + 1));
    while (days.some((lanes) => lanes.has(lane))) lane += 1;
    for (const lanes of days) lanes.add(lane);
    if (from === to) firstFree[from] = lane + 1;
    const isStart = one.start >= first;
    const isEnd = one.end <= last;
    return { planned: one, lane, from, days: to - from + 1, isStart, isEnd };
  });
}

function daysIn({ from, days }: Segment): readonly number[] {
  return Array.from({ length: days }, (_, index) => from + index);
}
