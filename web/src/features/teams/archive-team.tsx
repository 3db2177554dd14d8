import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { whileLeaving } from '../../api/leaving.ts';
import type { Permissions, Team } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { archiveTeam, deleteTeam, restoreTeam } from '../../data/teams/queries.ts';

interface ArchiveTeamProps {
  readonly team: Team;
  readonly may: NonNullable<Permissions['team']>;
}

/** Archives or deletes a team; both can be undone. */
export function ArchiveTeam({ team: { id, name, organizationId, archivedAt }, may }: ArchiveTeamProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const failed = (error: unknown) =>
    showToast({ tone: 'danger', text: t('teams.restFailed', { name }), detail: problemText(error) });
  const rest = useMutation({
    mutationFn: () => (archivedAt === null ? archiveTeam(id) : restoreTeam(id)),
    onSuccess: () => showToast({ text: t(archivedAt === null ? 'teams.archiveDone' : 'teams.restoreDone', { name }) }),
    onError: failed,
  });
  const remove = async () => {
    await whileLeaving(id, async () => {
      await deleteTeam(id);
      await navigate({ to: '/organizations/$organizationId/teams', params: { organizationId } });
    });
    const action = { label: t('common.undo'), run: () => void restoreTeam(id).catch(failed) };
    showToast({ text: t('teams.deleteDone', { name }), action });
  };
  return (
    <>
      <Section
        title={t(archivedAt === null ? 'teams.archive' : 'teams.restore')}
        text={t(archivedAt === null ? 'teams.archiveText' : 'teams.restoreText')}
        action={
          <Button isBusy={rest.isPending} onClick={() => rest.mutate()}>
            {t(archivedAt === null ? 'teams.archiveButton' : 'teams.restoreButton')}
          </Button>
        }
      />
      {may.manageOwners && (
        <Section
          title={t('teams.delete')}
          text={t('teams.deleteText')}
          action={
            <Button tone="careful" onClick={() => setDeleting(true)}>
              {t('teams.deleteButton')}
            </Button>
          }
        >
          {isDeleting && (
            <ConfirmDialog
              title={t('teams.deleteTitle', { name })}
              submit={t('teams.deleteSubmit')}
              onConfirm={remove}
              onClose={() => setDeleting(false)}
            >
              {t('teams.deleteWarning')}
            </ConfirmDialog>
          )}
        </Section>
      )}
    </>
  );
}
