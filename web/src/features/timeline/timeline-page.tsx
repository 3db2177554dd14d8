import './timeline.css';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Project, Timeline } from '../../api/types.ts';
import { dayOf } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { useProjectScope } from '../../data/projects/use-project-scope.ts';
import { isFiltered } from '../../data/tasks/filter.ts';
import { FilterLine } from '../filters/filter-line.tsx';
import { ProjectFrame } from '../projects/project-frame.tsx';
import { ConflictDialog } from '../task-panel/edits/conflict-dialog.tsx';
import { useEdits } from '../task-panel/edits/use-edits.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { Chart } from './chart.tsx';
import type { TimelineSearch } from './search.ts';
import { Legend } from './legend.tsx';
import { timelineQuery } from '../../data/timeline/queries.ts';
import { scaleOver } from '../../data/timeline/scale.ts';
import type { Dates } from '../../data/timeline/spans.ts';
import { TimelineTable } from './table.tsx';
import { TimelineSentence } from './timeline-sentence.tsx';
import { TimelineTools } from './timeline-tools.tsx';
import { TimelineTray } from './tray.tsx';
import { shownInstead } from './shown-instead.ts';
import { useTimelineFilter, useTimelineRows } from './use-timeline-rows.ts';
import { keys as timelineKeys } from '../../data/timeline/keys.ts';

/** The timeline of a project with its dependencies. */
export function TimelinePage() {
  const { projectId } = useParams({ from: '/_session/_shell/projects/$projectId/timeline' });
  return (
    <ProjectFrame projectId={projectId} action={(project) => <TimelineTools project={project} />}>
      {(project) => <ProjectTimeline key={project.id} project={project} />}
    </ProjectFrame>
  );
}

function ProjectTimeline({ project }: { project: Project }) {
  const { data: timeline, error, refetch } = useQuery(timelineQuery(project.id));
  return (
    <>
      {timeline ? (
        <WholeTimeline project={project} timeline={timeline} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <div className="p-4">
          <RowSkeletons />
        </div>
      )}
      <Outlet />
    </>
  );
}

function WholeTimeline({ project, timeline }: { project: Project; timeline: Timeline }) {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/projects/$projectId/timeline' });
  const { taskId } = useParams({ strict: false });
  const search = useSearch({ from: '/_session/_shell/projects/$projectId/timeline' });
  const { zoom = 'months', as } = search;
  const scope = useProjectScope(project);
  const matches = useTimelineFilter(project, search);
  const { isPassing } = matches;
  const { timeZone } = useDateFormat();
  const weekStart = useOrganization()?.weekStart ?? 1;
  const today = dayOf(useNow(), timeZone);
  const field = useRef<HTMLUListElement>(null);
  const [scrollTargetId, setScrollTargetId] = useState<string | null>(null);
  const scrollTarget = { taskId: scrollTargetId, onFound: () => setScrollTargetId(null) };
  const edits = useEdits();
  const rows = useTimelineRows(timeline, isPassing);
  const instead = shownInstead(rows.length, matches);
  const scale = useMemo(() => scaleOver(daysIn(timeline, today), zoom), [timeline, today, zoom]);
  const drawnIds = useMemo(() => new Set(timeline.tasks.map(({ task }) => task.id)), [timeline]);
  const { id: projectId } = project;

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
  const change = (part: TimelineSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  return (
    <>
      <FilterLine scope={scope} filter={search} onChange={change} />
      {instead === null && (
        <div className="flex flex-none flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line px-4 py-2">
          <TimelineSentence timeline={timeline} hasMore={timeline.hasMore || matches.hasMore} />
          {as !== 'table' && <Legend />}
        </div>
      )}
      {instead === 'error' ? (
        <ErrorState error={matches.error} onRetry={matches.retry} />
      ) : instead === 'loading' ? (
        <div className="p-4">
          <RowSkeletons />
        </div>
      ) : instead === 'nothing' ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          {isFiltered(search) ? (
            <EmptyState title={t('list.nothingTitle')} text={t('list.nothingText')} />
          ) : (
            <EmptyState title={t('timeline.emptyTitle')} text={t('timeline.emptyText')} />
          )}
        </div>
      ) : as === 'table' ? (
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
      <TimelineTray
        project={project}
        isPassing={isPassing}
        drawnIds={drawnIds}
        today={today}
        scale={scale}
        field={field}
        onPlan={onPlan}
      />
      {edits.conflict && (
        <ConflictDialog key={edits.conflict.key} conflict={edits.conflict.question} onChoose={edits.conflict.answer} />
      )}
    </>
  );
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
