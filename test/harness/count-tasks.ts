import { addDays, dayIn } from '#platform/dates.ts';
import type { TestDatabase } from './database.ts';

// The expected values of statistics and progress, computed from the tasks one by one, without the app's queries.

interface Row {
  readonly teamId: string;
  readonly projectId: string | null;
  readonly statusId: string;
  readonly category: 'todo' | 'in_progress' | 'done' | 'cancelled';
  readonly assigneeId: string | null;
  readonly estimate: number | null;
  readonly isArchived: boolean;
  readonly dueDate: string | null;
  readonly dueAt: Date | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
}

/** Times as the database returns them. */
type Stored = {
  readonly [Name in keyof Row]: Date extends Row[Name] ? (null extends Row[Name] ? string | null : string) : Row[Name];
};

export interface Reader {
  readonly timezone: string;
  readonly now: Date;
}

export async function tasksIn({ sql }: TestDatabase, teamIds: readonly string[]): Promise<Row[]> {
  const rows = await sql<Stored[]>`
    select task.team_id as "teamId", project_id as "projectId", status_id as "statusId", category,
      assignee_id as "assigneeId", estimate, archived_at is not null as "isArchived", due_date::text as "dueDate",
      due_at as "dueAt", task.created_at as "createdAt", started_at as "startedAt", completed_at as "completedAt"
    from tasks.task join tasks.status on status.id = status_id
    where task.team_id = any(${[...teamIds]}) and deleted_at is null`;
  const momentOf = (text: string | null) => (text === null ? null : new Date(text));
  return rows.map(({ createdAt, ...row }) => ({
    ...row,
    dueAt: momentOf(row.dueAt),
    createdAt: new Date(createdAt),
    startedAt: momentOf(row.startedAt),
    completedAt: momentOf(row.completedAt),
  }));
}

/** The parts of statistics that are counts, in a fixed order. */
export function countStatistics(rows: readonly Row[], { timezone, now }: Reader) {
  const today = dayIn(timezone, now);
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  const weekOf = (moment: Date) => {
    const day = dayIn(timezone, moment);
    return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  };
  const createdWeeks = rows.map(({ createdAt }) => weekOf(createdAt));
  const done = rows.flatMap(({ completedAt }) => (completedAt ? [weekOf(completedAt)] : []));
  const weeks = Array.from({ length: 12 }, (_, i) => addDays(monday, 7 * (i - 11))).map((week) => ({
    week,
    created: createdWeeks.filter((one) => one === week).length,
    done: done.filter((one) => one === week).length,
  }));
  const open = rows.filter((row) => !row.isArchived && (row.category === 'todo' || row.category === 'in_progress'));
  const isLate = ({ dueDate, dueAt }: Row) => (dueDate !== null && dueDate < today) || (dueAt !== null && dueAt < now);
  const load = Map.groupBy(open, (row) => row.assigneeId ?? '');
  const first = weeks[0]?.week ?? '';
  const spans = rows
    .flatMap((row) => (row.completedAt !== null && dayIn(timezone, row.completedAt) >= first ? [tenthsOf(row)] : []))
    .toSorted((a, b) => a - b);
  return {
    weeks,
    byStatus: Object.fromEntries(
      [...Map.groupBy(open, (row) => row.statusId)]
        .filter(([, [row]]) => row?.category === 'in_progress')
        .map(([statusId, results]) => [statusId, results.length]),
    ),
    overdue: open.filter(isLate).length,
    cycleTime: { count: spans.length, medianHours: percentile(spans, 0.5), p85Hours: percentile(spans, 0.85) },
    load: Object.fromEntries(
      [...load]
        .filter(([userId]) => userId !== '')
        .map(([userId, results]) => [
          userId,
          {
            open: results.length,
            inProgress: results.filter(({ category }) => category === 'in_progress').length,
            overdue: results.filter(isLate).length,
            estimate: results.reduce((sum, { estimate }) => sum + (estimate ?? 0), 0),
          },
        ]),
    ),
  };
}

export function countProgress(rows: readonly Row[], projectId: string, { timezone, now }: Reader) {
  const ofProject = rows.filter((row) => row.projectId === projectId);
  const byCategory = { todo: 0, in_progress: 0, done: 0, cancelled: 0 };
  for (const { category } of ofProject) byCategory[category] += 1;
  const counted = ofProject.filter(({ category }) => category !== 'cancelled');
  const today = dayIn(timezone, now);
  const earliest = addDays(today, -365);
  const createdDays = counted.map(({ createdAt }) => dayIn(timezone, createdAt));
  const done = counted.flatMap(({ completedAt }) => (completedAt ? [dayIn(timezone, completedAt)] : []));
  const [began] = [...createdDays, ...done].toSorted();
  const first = began === undefined ? addDays(today, 1) : began > earliest ? began : earliest;
  const burnUp = [];
  for (let date = first; date <= today; date = addDays(date, 1)) {
    burnUp.push({
      date,
      total: createdDays.filter((day) => day <= date).length,
      done: done.filter((day) => day <= date).length,
    });
  }
  return { total: counted.length, byCategory, burnUp };
}

/** Tenths of an hour, three digits of them. */
function tenthsOf({ createdAt, startedAt, completedAt }: Row): number {
  const exact = Math.round(((completedAt ?? createdAt).getTime() - (startedAt ?? createdAt).getTime()) / 360_000);
  const step = exact < 1_000 ? 1 : exact < 10_000 ? 10 : 100;
  return Math.round(exact / step) * step;
}

function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const index = share * (sorted.length - 1);
  const [low = 0, high = 0] = [sorted[Math.floor(index)], sorted[Math.ceil(index)]];
  return (low + (high - low) * (index - Math.floor(index))) / 10;
}
