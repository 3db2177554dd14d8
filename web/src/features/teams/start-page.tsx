import { Link, useParams } from '@tanstack/react-router';
import { SquareKanban } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { FocusPage } from '../../ui/focus-page.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ImportDrop } from '../imports/import-drop.tsx';
import { UnknownTeam } from './unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';

/** The board of a new team: empty, or with an import. */
export function StartPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/teams/$teamId/start' });
  const team = useTeam(teamId);
  if (!team) return <UnknownTeam teamId={teamId} />;
  return (
    <FocusPage title={t('onboarding.startTitle')} text={t('onboarding.startText')} step={3}>
      <Link
        to="/teams/$teamId/board"
        params={{ teamId }}
        className="flex items-center gap-4 rounded-normal border border-line bg-surface p-4 transition-colors hover:border-accent"
      >
        <Icon of={SquareKanban} size={24} className="text-accent-text" />
        <span className="grid">
          <span className="font-medium">{t('onboarding.empty')}</span>
          <span className="text-soft">{t('onboarding.emptyText')}</span>
        </span>
      </Link>
      <p className="flex items-center gap-3 text-meta text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('onboarding.or')}
      </p>
      <ImportDrop organizationId={team.organizationId} teamId={teamId} isDryRun={false} />
    </FocusPage>
  );
}
