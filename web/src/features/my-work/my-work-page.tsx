import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { useSelection } from '../../lib/use-selection.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { usePageOrder } from '../../data/tasks/page-order.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { InlineQuickAdd } from '../quick-add/quick-add.tsx';
import { myWorkQuery, type Part } from '../../data/my-work/queries.ts';
import { BulkBar } from '../task-actions/bulk-bar.tsx';
import { groupTasks } from '../../data/tasks/group-tasks.ts';
import { type TaskGroup, TaskRows } from '../task-rows/task-rows.tsx';

/** My tasks across teams: overdue, today, later, and those that wait for others. */
export function MyWorkPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { taskId } = useParams({ strict: false });
  const organization = useOrganization();
  const query = myWorkQuery(organization?.id ?? '');
  const read = useQuery({ ...query, enabled: enabledUnlessLeaving(organization !== undefined) });
  const groups = useGroups(read.data);
  usePageOrder(() => groups.flatMap((group) => group.tasks.map(({ id }) => id)));
  const selection = useSelection(groups.flatMap((group) => group.tasks.map(({ id }) => id)));
  const open = (openedId: string) => void navigate({ to: '/my-work/tasks/$taskId', params: { taskId: openedId } });
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('myWork.title')}</h1>
      </header>
      <div className={classNames('relative flex min-h-0 flex-1 flex-col', taskId !== undefined && 'lg:me-(--panel)')}>
        {organization?.waitsForSecondFactor === false && (
          <div className="border-b border-line px-4 py-2">
            <InlineQuickAdd />
          </div>
        )}
        <Unread query={read} />
        {read.data && groups.length === 0 && <EmptyState title={t('myWork.clearTitle')} text={t('myWork.clearText')} />}
        {organization && groups.length > 0 && (
          <TaskRows
            label={t('myWork.title')}
            organizationId={organization.id}
            groups={groups}
            selection={selection}
            mayWork
            hasTeams
            openTaskId={taskId}
            onOpen={open}
          />
        )}
        <BulkBar selection={selection} />
      </div>
      <Outlet />
    </div>
  );
}

const groupNames = ['overdue', 'today', 'week', 'later', 'none', 'waiting'] as const;

function useGroups(work: Record<Part, string[]> | undefined): readonly TaskGroup[] {
  const { t } = useTexts();
  const { timeZone } = useDateFormat();
  const now = useNow();
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  if (!work) return [];
  const tasksOf = (part: Part) => work[part].flatMap((id) => tasks.get(id) ?? []);
  const upcoming = new Map(
    groupTasks(tasksOf('upcoming'), 'due', [], { timeZone, now }).map((group) => [group.id, group.tasks]),
  );
  const of = (period: string) => upcoming.get(period) ?? [];
  const own = {
    overdue: [...tasksOf('overdue'), ...of('overdue'), ...of('earlier')],
    today: [...tasksOf('today'), ...of('today')],
    week: of('week'),
    later: of('later'),
    none: of(''),
    waiting: tasksOf('waiting'),
  };
  return groupNames
    .map((id) => ({ id, tasks: own[id], head: { name: t(`myWork.${id}`) } }))
    .filter((group) => group.tasks.length > 0);
}
