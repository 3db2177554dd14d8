import { useQueries } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project, Status } from '../../api/types.ts';
import { queryClient } from '../../api/query-client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { sharedColumns } from '../../data/boards/columns.ts';
import { sharedView } from '../../data/boards/shared-view.ts';
import { boardView } from '../../data/boards/views.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { usePermissionsOf } from '../../data/lists/use-permissions-of.ts';
import { lookAtBoard } from '../../data/presence/heartbeats.ts';
import { useProjectScope } from '../../data/projects/use-project-scope.ts';
import { useMe } from '../../data/session/use-me.ts';
import { filterOf } from '../../data/tasks/filter.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { BoardArea } from '../board/board-area.tsx';
import { BoardTools } from '../board/board-tools.tsx';
import { FilterLine } from '../filters/filter-line.tsx';
import { ProjectFrame } from '../projects/project-frame.tsx';

/** Each team costs a request every 15 seconds. */
const maxLookedAt = 5;

/** The tasks of a project on one board, with the columns of all of its teams. */
export function ProjectBoardPage() {
  const { projectId } = useParams({ from: '/_session/_shell/projects/$projectId/board' });
  const search = useSearch({ from: '/_session/_shell/projects/$projectId/board' });
  const navigate = useNavigate({ from: '/projects/$projectId/board' });
  const change = (part: ListSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  return (
    <ProjectFrame
      projectId={projectId}
      action={(project) => <Tools project={project} search={search} onChange={change} />}
    >
      {(project) => <ProjectBoard key={project.id} project={project} search={search} onChange={change} />}
    </ProjectFrame>
  );
}

interface ProjectBoardProps {
  readonly project: Project;
  readonly search: ListSearch;
  readonly onChange: (part: ListSearch) => void;
}

function Tools({ project, ...rest }: ProjectBoardProps) {
  return <BoardTools scope={useProjectScope(project)} {...rest} />;
}

function ProjectBoard({ project, search, onChange }: ProjectBoardProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { taskId: openTaskId } = useParams({ strict: false });
  const scope = useProjectScope(project);
  const workflows = useQueries({ queries: scope.teams.map(({ id }) => statusesQuery(id)), combine: columnsOf });
  const { columns } = workflows;
  const permissionsOf = usePermissionsOf(scope);
  const view = useProjectView(scope, project.id, columns, search);
  const lookedAt = scope.teams
    .slice(0, maxLookedAt)
    .map(({ id }) => id)
    .join();
  useEffect(() => {
    const stops = lookedAt.split(',').flatMap((id) => (id === '' ? [] : lookAtBoard(id)));
    return () => {
      for (const stop of stops) stop();
    };
  }, [lookedAt]);
  const open = (taskId: string) =>
    void navigate({
      to: '/projects/$projectId/board/tasks/$taskId',
      params: { projectId: project.id, taskId },
      search: true,
    });
  return (
    <>
      <FilterLine scope={scope} filter={search} onChange={onChange} />
      {scope.teams.length === 0 ? (
        <EmptyState title={t('projects.boardEmptyTitle')} text={t('projects.boardEmptyText')} />
      ) : workflows.error ? (
        <ErrorState error={workflows.error} onRetry={() => void retryWorkflows(scope)} />
      ) : (
        <BoardArea
          scope={scope}
          path={`/projects/${project.id}/board`}
          columns={columns}
          view={view}
          search={search}
          permissionsOf={permissionsOf}
          openTaskId={openTaskId}
          onOpen={open}
        />
      )}
      <Outlet />
    </>
  );
}

interface WorkflowResult {
  readonly data?: readonly Status[] | undefined;
  readonly error: Error | null;
}

/** The columns once all workflows are read; the error of one that can't be read. */
function columnsOf(results: readonly WorkflowResult[]) {
  const workflows = results.flatMap(({ data }) => (data ? [data] : []));
  return {
    columns: workflows.length === results.length ? sharedColumns(workflows) : undefined,
    error: results.find(({ data, error }) => !data && error)?.error ?? null,
  };
}

function retryWorkflows({ teams }: TaskScope): Promise<unknown> {
  return Promise.all(teams.map(({ id }) => queryClient.refetchQueries({ queryKey: statusesQuery(id).queryKey })));
}

function useProjectView(
  { teams }: TaskScope,
  project: string,
  columns: ReturnType<typeof columnsOf>['columns'],
  search: ListSearch,
) {
  const me = useMe();
  const filter = JSON.stringify(filterOf(search));
  return useMemo(() => {
    const boards = teams.map(({ id }) => ({
      view: boardView(id, { ...JSON.parse(filter), project }, me.id),
      unfiltered: boardView(id, { project }, me.id),
    }));
    return sharedView(boards, columns ?? []);
  }, [teams, project, columns, filter, me.id]);
}
