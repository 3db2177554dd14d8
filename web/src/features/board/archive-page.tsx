import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { PageHead } from '../../ui/page.tsx';
import { archiveQuery } from '../../data/tasks/queries.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { useTeam } from '../../data/teams/use-team.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { ArchivedRow } from './archived-row.tsx';
import { TeamLink } from '../teams/team-link.tsx';

/** The archived cards of a board. */
export function ArchivePage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/archive' });
  const { taskId } = useParams({ strict: false });
  const team = useTeam(teamId);
  const query = useInfiniteQuery({
    ...archiveQuery(teamId),
    staleTime: 0,
  });
  const { data, error, refetch } = query;
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  if (!team) return <UnknownTeam teamId={teamId} />;
  const ids = data?.pages.flatMap((page) => page.ids) ?? [];
  const archived = ids.flatMap((id) => tasks.get(id) ?? []).filter(({ archivedAt }) => archivedAt !== null);
  return (
    <div className="flex h-full flex-col">
      <PageHead title={t('archive.title')} parent={<TeamLink team={team} />} />
      <div className={classNames('min-h-0 flex-1 overflow-y-auto', taskId !== undefined && 'lg:me-(--panel)')}>
        {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
        {data && archived.length === 0 && <EmptyState title={t('archive.emptyTitle')} text={t('archive.emptyText')} />}
        <ul aria-label={t('archive.title')} className="max-w-3xl p-2">
          {archived.map((task) => (
            <ArchivedRow key={task.id} task={task} />
          ))}
        </ul>
        <MoreButton query={query} className="mb-6" />
      </div>
      <Outlet />
    </div>
  );
}
