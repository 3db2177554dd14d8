import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { useSettled } from '../../lib/use-settled.ts';
import { type CalendarPage, shownDays } from '../../data/calendar/pages.ts';
import { type PlannedTask, plannedWithin } from '../../data/calendar/planned.ts';
import { plannedQuery } from '../../data/calendar/queries.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { useMe } from '../../data/session/use-me.ts';
import { passes, type TaskFilter } from '../../data/tasks/filter.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';

interface Planned {
  /** The page that is shown: the one before, for the moment that the wanted one is read. */
  readonly page: CalendarPage;
  readonly planned: readonly PlannedTask[];
  /** Nothing of the page is read yet. */
  readonly isFirstRead: boolean;
  readonly hasMore: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

const maxWaitMs = 200;

/**
 * The tasks of a page of a calendar. The browser selects them from all tasks that it knows, so that a change shows at
 * once; the server adds those that it did not know, and the matches of what the browser can't search.
 */
export function usePlanned(scope: TaskScope, wanted: CalendarPage, filter: TaskFilter): Planned {
  const { id: userId } = useMe();
  const { timeZone } = useDateFormat();
  const now = useNow();
  const { data, isPlaceholderData, isPending, error, refetch } = useQuery({
    ...plannedQuery(scope, shownDays(wanted), filter),
    placeholderData: (before) => before,
  });
  const isLate = useSettled(isPlaceholderData, maxWaitMs);
  const [page, setPage] = useState(wanted);
  if (page !== wanted && (!isPlaceholderData || isLate)) setPage(wanted);
  const revision = useSyncExternalStore(tasks.subscribe, tasks.revision);
  const filterText = JSON.stringify(filter);
  const planned = useMemo(() => {
    const own: TaskFilter = JSON.parse(filterText);
    const ids = new Set(data?.ids);
    const isShown = (task: KnownTask) =>
      isWithin(task, scope) &&
      task.archivedAt === null &&
      passes(task, own, { userId, timeZone, now }, ids) &&
      // What an earlier visit has kept may be gone.
      (data === undefined || ids.has(task.id) || tasks.isConfirmed(task.id));
    return plannedWithin(tasks.all(), { ...shownDays(page), timeZone }, isShown);
    // The store is read anew when its revision changes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [revision, scope, page, filterText, data, userId, timeZone, now]);
  return {
    page,
    planned,
    isFirstRead: isPending,
    hasMore: data?.hasMore ?? false,
    error,
    retry: () => void refetch(),
  };
}

function isWithin({ teamId, projectId }: KnownTask, { teams, project }: TaskScope): boolean {
  return project ? projectId === project.id : teams.some(({ id }) => id === teamId);
}
