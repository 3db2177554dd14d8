import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import type { Permissions } from '../../api/types.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { lazyPart } from '../../ui/lazy-part.tsx';
import type { BoardColumn } from '../../data/boards/columns.ts';
import type { BoardView } from '../../data/boards/view.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import { onlyTeam, type TaskScope } from '../../data/lists/task-scope.ts';
import { useMe } from '../../data/session/use-me.ts';
import { filterOf, isFiltered } from '../../data/tasks/filter.ts';
import { Board } from './board.tsx';
import { BoardSkeleton } from './board-skeleton.tsx';
import type { Preset } from './grouping.ts';
import { NothingFound } from './nothing-found.tsx';

const LazyGroupedBoard = lazyPart(
  async () => (await Promise.all([import('./grouped-board.tsx'), addTextsOf('tasks')]))[0].GroupedBoard,
  {
    waiting: () => <BoardSkeleton />,
    failed: ({ error, retry }) => <ErrorState error={error} onRetry={retry} />,
  },
);

interface BoardAreaProps {
  readonly scope: TaskScope;
  readonly path: string;
  /** Undefined until known. */
  readonly columns: readonly BoardColumn[] | undefined;
  readonly view: BoardView;
  readonly search: ListSearch;
  /** My permissions in a team of the board: undefined until known. */
  readonly permissionsOf: (teamId: string) => Permissions['team'] | undefined;
  readonly openTaskId: string | undefined;
  readonly onOpen: (taskId: string) => void;
}

/** The board below a header, as the address says: filtered, and with lanes. */
export function BoardArea({ columns: all, search, ...boardProps }: BoardAreaProps) {
  const { scope, view, permissionsOf } = boardProps;
  const team = onlyTeam(scope);
  const me = useMe();
  const { data: labels } = useQuery(labelsQuery(scope.organizationId));
  const { data: fields } = useQuery({
    ...fieldsQuery(team?.id ?? ''),
    enabled: enabledUnlessLeaving(team !== undefined),
  });
  const hasFields = team !== undefined;
  const onCards = useMemo(() => (hasFields ? fields?.filter(({ onCard }) => onCard) : []), [hasFields, fields]);
  const labelsById = useMemo(() => new Map(labels?.map((label) => [label.id, label])), [labels]);
  const columns = useMemo(() => {
    const wanted = search.status?.split(',');
    return all?.filter(({ statuses }) => wanted === undefined || statuses.some(({ id }) => wanted.includes(id)));
  }, [all, search.status]);
  useEffect(() => view.open(), [view]);

  const isKnown = scope.teams.every(({ id }) => permissionsOf(id) !== undefined);
  if (!columns || !onCards || !isKnown) return <BoardSkeleton />;
  // Columns are statuses already.
  const by = search.group === 'status' ? undefined : search.group;
  const given = {
    ...boardProps,
    columns,
    labels: labelsById,
    fields: onCards,
    preset: presetOf(search, scope, me.id),
    isFiltered: isFiltered(search),
  };
  const key = JSON.stringify([filterOf(search), by]);
  return (
    <>
      {by === undefined ? <Board key={key} {...given} /> : <LazyGroupedBoard key={key} by={by} {...given} />}
      {given.isFiltered && <NothingFound columns={columns} view={view} />}
    </>
  );
}

/** New tasks belong to the person that the board is filtered by, and to its project. */
function presetOf({ assignee }: ListSearch, { project }: TaskScope, me: string): Preset {
  const isOne = assignee !== undefined && assignee !== 'none' && !assignee.includes(',');
  return {
    ...(isOne ? { assigneeId: assignee === 'me' ? me : assignee } : {}),
    ...(project ? { projectId: project.id } : {}),
  };
}
