import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { RowSkeletons } from '../../ui/skeleton.tsx';
import { StatusRing } from '../../ui/status-ring.tsx';
import type { TrashedTask } from '../../api/types.ts';
import { useMe } from '../auth/use-me.ts';
import { useTeamPermissions } from '../permissions/use-permissions.ts';
import { restoreTask } from '../tasks/put-away-task.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../teams/use-team.ts';
import { trashQuery } from './queries.ts';

/** Deleted tasks of a team: for 30 days they can be had back. */
export function TrashPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/trash' });
  const team = useTeam(teamId);
  const query = useInfiniteQuery(trashQuery(teamId));
  if (!team) return <UnknownTeam teamId={teamId} />;
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const restore = async (task: TrashedTask) => {
    if (await restoreTask(task, null)) await query.refetch();
  };
  return (
    <Page
      title={t('trash.title')}
      parts={<Name className="truncate text-muted">{team.name}</Name>}
      action={
        <Link to="/teams/$teamId/board" params={{ teamId }} className={buttonClass({ size: 'small' })}>
          {t('archive.toBoard')}
        </Link>
      }
    >
      {query.error && !query.data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!query.data && !query.error && <RowSkeletons />}
      {query.data && items.length === 0 && <EmptyState title={t('trash.emptyTitle')} text={t('trash.emptyText')} />}
      {items.length > 0 && <p className="px-3 text-soft">{t('trash.text')}</p>}
      <ul aria-label={t('trash.title')}>
        {items.map((task) => (
          <TrashedRow key={task.id} task={task} onRestore={() => void restore(task)} />
        ))}
      </ul>
      <MoreButton query={query} />
    </Page>
  );
}

function TrashedRow({ task, onRestore }: { task: TrashedTask; onRestore: () => void }) {
  const { t } = useTexts();
  const me = useMe();
  const may = useTeamPermissions(task.teamId);
  const { key, title, category, deletedAt, createdBy } = task;
  return (
    <li className="flex min-h-10 items-center gap-3 rounded-normal px-3 py-1.5 hover:bg-hover">
      <StatusRing category={category} />
      <span className="w-18 shrink-0 truncate text-meta text-muted" dir="ltr">
        {key}
      </span>
      <span className="own-direction min-w-0 flex-1 truncate">{title}</span>
      <span className="text-meta whitespace-nowrap text-muted max-sm:hidden">
        <Ago moment={deletedAt} />
      </span>
      {(createdBy === me.id || may?.deleteEveryTask) && (
        <Button size="small" aria-label={t('trash.restoreTask', { key })} onClick={onRestore}>
          {t('trash.restore')}
        </Button>
      )}
    </li>
  );
}
