import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Unread } from '../../ui/unread.tsx';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { emptyTrash, trashQuery } from '../../data/trash/queries.ts';
import { TrashedRow } from './trashed-row.tsx';
import { TeamLink } from '../teams/team-link.tsx';

/** Deleted tasks of a team; they can be restored for 30 days. */
export function TrashPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/trash' });
  const team = useTeam(teamId);
  const may = useTeamPermissions(teamId);
  const query = useInfiniteQuery(trashQuery(teamId));
  const [isEmptying, setEmptying] = useState(false);
  if (!team) return <UnknownTeam teamId={teamId} />;
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t('trash.title')}
      parent={<TeamLink team={team} />}
      action={
        may?.changeSettings &&
        items.length > 0 && (
          <Button tone="careful" size="small" onClick={() => setEmptying(true)}>
            <Icon of={Trash2} size={14} />
            {t('trash.empty')}
          </Button>
        )
      }
    >
      <Unread query={query} />
      {query.data && items.length === 0 && <EmptyState title={t('trash.emptyTitle')} text={t('trash.emptyText')} />}
      {items.length > 0 && <p className="px-3 text-soft">{t('trash.text')}</p>}
      <ul aria-label={t('trash.title')}>
        {items.map((task) => (
          <TrashedRow key={task.id} task={task} onRestored={() => void query.refetch()} />
        ))}
      </ul>
      <MoreButton query={query} />
      {isEmptying && (
        <ConfirmDialog
          title={t('trash.emptyAllTitle', { name: team.name })}
          submit={t('trash.empty')}
          onConfirm={() => emptyTrash(teamId)}
          onClose={() => setEmptying(false)}
        >
          {t('trash.emptyAllText')}
        </ConfirmDialog>
      )}
    </Page>
  );
}
