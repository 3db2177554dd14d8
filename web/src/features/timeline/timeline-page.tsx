import './timeline.css';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Project, Timeline } from '../../api/types.ts';
import { dayOf } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Page } from '../../ui/page.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { chooseOrganization, useOrganization } from '../../data/organizations/use-organization.ts';
import { ProjectParts } from '../projects/project-parts.tsx';
import { projectQuery } from '../../data/projects/queries.ts';
import { ConflictDialog } from '../task-panel/edits/conflict-dialog.tsx';
import { useEdits } from '../task-panel/edits/use-edits.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { Chart } from './chart.tsx';
import { type TimelineRowData, drawnOf } from './timeline-row.ts';
import { Legend } from './legend.tsx';
import { timelineQuery } from '../../data/timeline/queries.ts';
import { scaleOver } from '../../data/timeline/scale.ts';
import type { Dates } from '../../data/timeline/spans.ts';
import { TimelineTable } from './table.tsx';
import { TimelineSentence } from './timeline-sentence.tsx';
import { TimelineTools } from './timeline-tools.tsx';
import { Tray } from './tray.tsx';
import { keys as timelineKeys } from '../../data/timeline/keys.ts';

/** The timeline of a project with its dependencies. */
export function TimelinePage() {
  const { t } = useTexts();
  const { projectId } = useParams({ from: '/_session/_shell/projects/$projectId/timeline' });
  const { data: project, error: noProject, refetch: readProject } = useQuery(projectQuery(projectId));
  const { data: timeline, error, refetch } = useQuery(timelineQuery(projectId));
  const retry = () => void Promise.all([readProject(), refetch()]);
  const isKnown = project !== undefined && timeline !== undefined;
  const readError = noProject ?? error;
  return (
    <Page
      title={project?.name ?? t('timeline.title')}
      parts={<ProjectParts projectId={projectId} />}
      action={isKnown && timeline.tasks.length > 0 && <TimelineTools />}
      width="whole"
    >
      {isKnown ? (
        <WholeTimeline key={project.id} project={project} timeline={timeline} />
      ) : readError ? (
        <ErrorState error={readError} onRetry={retry} />
      ) : (
        <div className="p-4">
          <RowSkeletons />
        </div>
      )}
      <Outlet />
    </Page>
  );
}

function WholeTimeline({ project, timeline }: { project: Project; timeline: Timeline }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { taskId } = useParams({ strict: false });
  const { zoom = 'months', view } = useSearch({ from: '/_session/_shell/projects/$projectId/timeline' });
  const { timeZone } = useDateFormat();
  const weekStart = useOrganization()?.weekStart ?? 1;
  const today = dayOf(useNow(), timeZone);
  const field = useRef<HTMLUListElement>(null);
  const [scrollTargetId, setScrollTargetId] = useState<string | null>(null);
  const scrollTarget = { taskId: scrollTargetId, onFound: () => setScrollTargetId(null) };
  const edits = useEdits();
  const rows = useRows(timeline);
  const scale = useMemo(() => scaleOver(daysIn(timeline, today), zoom), [timeline, today, zoom]);
  const drawnIds = useMemo(() => new Set(timeline.tasks.map(({ task }) => task.id)), [timeline]);
  const { id: projectId, organizationId } = project;
  useEffect(() => chooseOrganization(organizationId), [organizationId]);

  // The event of a change triggers another read. A task from the tray has no row until then, so it is read at once.
  const planTask = async (base: KnownTask, dates: Dates) => {
    if (!(await edits.save(base, dates))) return;
    setScrollTargetId(base.id);
    await queryClient.invalidateQueries({ queryKey: timelineKeys.of(projectId) });
  };
  const open = (id: string) =>
    void navigate({
      to: '/projects/$projectId/timeline/tasks/$taskId',
      params: { projectId, taskId: id },
      search: true,
    });
  const onChange = (base: KnownTask, dates: Dates) => void edits.save(base, dates);
  const onPlan = (base: KnownTask, dates: Dates) => void planTask(base, dates);
  return (
    <>
      {rows.length > 0 && (
        <div className="flex flex-none flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line px-4 py-2">
          <TimelineSentence timeline={timeline} />
          {view !== 'table' && <Legend />}
        </div>
      )}
      {rows.length === 0 ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <EmptyState title={t('timeline.emptyTitle')} text={t('timeline.emptyText')} />
        </div>
      ) : view === 'table' ? (
        <TimelineTable timeline={timeline} rows={rows} scrollTarget={scrollTarget} />
      ) : (
        <Chart
          key={zoom}
          timeline={timeline}
          rows={rows}
          scale={scale}
          today={today}
          weekStart={weekStart}
          field={field}
          openTaskId={taskId}
          scrollTarget={scrollTarget}
          onChange={onChange}
          onOpen={open}
        />
      )}
      <Tray project={project} drawnIds={drawnIds} today={today} scale={scale} field={field} onPlan={onPlan} />
      {edits.conflict && (
        <ConflictDialog key={edits.conflict.key} conflict={edits.conflict.question} onChoose={edits.conflict.answer} />
      )}
    </>
  );
}

/** The rows with the tasks of the store, without those that were deleted or left the project. */
function useRows(timeline: Timeline): readonly TimelineRowData[] {
  const { timeZone } = useDateFormat();
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  return timeline.tasks.flatMap((row) => {
    const task = tasks.get(row.task.id);
    return task?.projectId === row.task.projectId && task.category !== 'cancelled'
      ? [drawnOf(row, task, timeZone)]
      : [];
  });
}

/** All days that the chart has to include. */
function daysIn({ tasks: rows, milestones, startDate, targetDate }: Timeline, today: string): string[] {
  return [
    today,
    ...rows.flatMap(({ start, end, task }) => [start, end, task.startDate, task.dueDate]),
    ...milestones.map(({ date }) => date),
    startDate,
    targetDate,
  ].filter((day) => day !== null);
}
