/** How many backups of each kind are kept. */
export interface Retention {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

export interface DatedArchive {
  readonly name: string;
  readonly at: Date;
}

const dayMs = 86_400_000;
/** 1 January 1970 was a Thursday: weeks begin on Monday. */
const mondayOffsetDays = 3;

/**
 * The archives that may be removed: all but the newest of each of the last days, weeks and months (UTC) that have one.
 * The newest archive always stays.
 */
export function expiredArchives(archives: readonly DatedArchive[], { daily, weekly, monthly }: Retention): string[] {
  const newestFirst = archives.toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const kept = new Set(newestFirst.slice(0, 1).map(({ name }) => name));
  const rules: [number, (at: Date) => string][] = [
    [daily, (at) => at.toISOString().slice(0, 10)],
    [weekly, (at) => String(Math.floor((at.getTime() / dayMs + mondayOffsetDays) / 7))],
    [monthly, (at) => at.toISOString().slice(0, 7)],
  ];
  for (const [count, periodOf] of rules) {
    const newestOf = new Map<string, string>();
    for (const { name, at } of newestFirst) {
      const period = periodOf(at);
      if (!newestOf.has(period)) newestOf.set(period, name);
    }
    for (const name of [...newestOf.values()].slice(0, count)) kept.add(name);
  }
  return newestFirst.map(({ name }) => name).filter((name) => !kept.has(name));
}
