import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { usePageOrder } from '../../data/tasks/page-order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { rememberTeam } from '../../data/teams/last-team.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { openQuickAdd } from '../quick-add/open-quick-add.ts';
import { BulkBar } from '../task-actions/bulk-bar.tsx';
import { groupTasks } from '../../data/tasks/group-tasks.ts';
import { type TaskGroup, TaskRows } from '../task-rows/task-rows.tsx';
import { ListHeader } from './list-header.tsx';
import { type Reading, useListReading } from '../../data/lists/list-query.ts';
import { isFiltered } from '../../data/tasks/filter.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import { orderTasks } from './order-tasks.ts';
import { useGroupNames } from '../filters/use-group-names.tsx';
import { teamScope } from '../../data/lists/task-scope.ts';
import { useSelection } from '../../lib/use-selection.ts';

export function ListPage() {
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/list' });
  const team = useTeam(teamId);
  return team ? <TeamList key={team.id} team={team} /> : <UnknownTeam teamId={teamId} />;
}

/** A team's tasks as a list, in any order and grouping. */
function TeamList({ team }: { team: Team }) {
  const { t } = useTexts();
  const search = useSearch({ from: '/_session/_shell/teams/$teamId/list' });
  const { taskId } = useParams({ strict: false });
  const may = useTeamPermissions(team.id);
  const { data: fields = [] } = useQuery(fieldsQuery(team.id));
  const reading = useListReading(team.id, search, fields);
  const { ids, error, hasMore } = reading;
  const groups = useGroups(team, search, reading);
  const listedTasks = groups.flatMap((group) => group.tasks);
  const navigate = useNavigate();
  usePageOrder(() => listedTasks.map(({ id }) => id));
  const selection = useSelection(listedTasks.map(({ id }) => id));

  const open = (openedId: string) =>
    void navigate({
      to: '/teams/$teamId/list/tasks/$taskId',
      params: { teamId: team.id, taskId: openedId },
      search: true,
    });

  useEffect(() => {
    rememberTeam(team);
    chooseOrganization(team.organizationId);
  }, [team]);

  return (
    <div className="flex h-full flex-col">
      <ListHeader team={team} search={search} count={ids ? listedTasks.length : null} hasMore={hasMore} />
      {hasMore && !reading.isInOrder && (
        <p role="note" className="border-b border-line bg-page px-4 py-1.5 text-meta text-soft">
          {t('list.partly', { count: listedTasks.length })}
        </p>
      )}
      <div className={classNames('relative flex min-h-0 flex-1 flex-col', taskId !== undefined && 'lg:me-(--panel)')}>
        {error && !ids ? (
          <ErrorState error={error} onRetry={reading.readAnew} />
        ) : !ids ? (
          <div className="grid gap-2 p-4">
            <RowSkeletons />
          </div>
        ) : listedTasks.length === 0 ? (
          isFiltered(search) ? (
            <EmptyState title={t('list.nothingTitle')} text={t('list.nothingText')} />
          ) : (
            <EmptyState title={t('list.emptyTitle')} text={t('list.emptyText')}>
              {may?.createTasks && (
                <Button tone="primary" onClick={() => openQuickAdd()}>
                  {t('shortcuts.newTask')}
                </Button>
              )}
            </EmptyState>
          )
        ) : (
          <TaskRows
            label={t('list.title')}
            organizationId={team.organizationId}
            groups={groups}
            selection={selection}
            mayWork={may?.createTasks ?? false}
            openTaskId={taskId}
            onOpen={open}
            reading={reading}
          />
        )}
        <BulkBar selection={selection} />
      </div>
      <Outlet />
    </div>
  );
}

/** The parents of tasks that are grouped by them, in the order of the tasks. */
function parentsOf(listed: readonly KnownTask[], group: string | undefined): readonly string[] {
  return group === 'parent' ? [...new Set(listed.flatMap(({ parentId }) => parentId ?? []))] : [];
}

function useGroups(
  team: Team,
  { sort = 'rank', group }: ListSearch,
  { ids = [], isInOrder }: Reading,
): readonly TaskGroup[] {
  const { language, timeZone } = useDateFormat();
  const now = useNow();
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  const { data: statuses = [] } = useQuery(statusesQuery(team.id));
  const { data: fields = [] } = useQuery(fieldsQuery(team.id));
  const loadedTasks = ids.flatMap((id) => tasks.get(id) ?? []).filter(({ archivedAt }) => archivedAt === null);
  const own = loadedTasks.filter(({ teamId }) => teamId === team.id);
  const { order, nameOf, iconOf } = useGroupNames(teamScope(team), group, parentsOf(own, group));
  const ordered = isInOrder ? own : orderTasks(own, sort, { statuses, fields, language, timeZone });
  if (group === undefined) return [{ id: 'all', tasks: ordered }];
  return groupTasks(ordered, group, order, { timeZone, now }).map((each) => {
    return { ...each, head: { name: nameOf(each.id), icon: iconOf(each.id) } };
  });
}
