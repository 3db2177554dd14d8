import { useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import type { Project, Timeline } from '../../api/types.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { useMe } from '../../data/session/use-me.ts';
import { passes, type TaskFilter } from '../../data/tasks/filter.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { matchingQuery } from '../../data/timeline/queries.ts';
import { drawnOf, type TimelineRowData } from './timeline-row.ts';

interface TimelineFilter {
  readonly isPassing: (task: KnownTask) => boolean;
  /** Nothing is known yet of what the server searches. */
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  /** Whether more tasks match than were read. */
  readonly hasMore: boolean;
}

/** Tests tasks of a project by the filters; what the browser can't search, the server does. */
export function useTimelineFilter(project: Project, filter: TaskFilter): TimelineFilter {
  const { id: userId } = useMe();
  const { timeZone } = useDateFormat();
  const now = useNow();
  const isSearched = filter.q !== undefined || filter.fields !== undefined;
  const { data, error, isPending, refetch } = useQuery({
    ...matchingQuery(project, filter),
    enabled: enabledUnlessLeaving(isSearched),
  });
  const matchingIds = useMemo(() => new Set(data?.ids), [data]);
  return {
    isPassing: (task) => passes(task, filter, { userId, timeZone, now }, matchingIds),
    isPending: isSearched && isPending,
    error: data === undefined ? error : null,
    retry: () => void refetch(),
    hasMore: data?.hasMore ?? false,
  };
}

/** The rows with the tasks of the store, without those that were deleted or left the project. */
export function useTimelineRows(
  timeline: Timeline,
  isPassing: (task: KnownTask) => boolean,
): readonly TimelineRowData[] {
  const { timeZone } = useDateFormat();
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  return timeline.tasks.flatMap((row) => {
    const task = tasks.get(row.task.id);
    return task?.projectId === row.task.projectId && task.category !== 'cancelled' && isPassing(task)
      ? [drawnOf(row, task, timeZone)]
      : [];
  });
}
