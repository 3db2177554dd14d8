import { Link } from '@tanstack/react-router';
import { Lock, Settings } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { Icon } from '../../ui/icon.tsx';
import { TeamDot } from './team-dot.tsx';
import { iconButton } from '../../ui/icon-button.tsx';

/** A team: links to its board and its settings. */
export function TeamRow({ team }: { team: Team }) {
  const { t } = useTexts();
  const { id: teamId, name, key, colour, description, visibility, myRole, archivedAt } = team;
  return (
    <li className="relative flex items-center gap-3 rounded-normal px-3 py-2 hover:bg-hover">
      <TeamDot colour={colour} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <Link
            to={archivedAt === null ? '/teams/$teamId/board' : '/teams/$teamId/settings'}
            params={{ teamId }}
            className="own-direction min-w-0 truncate font-medium after:absolute after:inset-0"
          >
            {name}
          </Link>
          <span className="text-meta text-muted" dir="ltr">
            {key}
          </span>
          {visibility === 'team' && (
            <span className="text-muted" title={t('teams.visibilities.team')}>
              <Icon of={Lock} size={14} />
              <span className="sr-only">{t('teams.visibilities.team')}</span>
            </span>
          )}
        </p>
        {description !== '' && <p className="own-direction truncate text-meta text-muted">{description}</p>}
      </div>
      {myRole !== null && <span className="text-soft max-sm:hidden">{t(`teams.roles.${myRole}`)}</span>}
      <Link
        to="/teams/$teamId/settings"
        params={{ teamId }}
        aria-label={t('teams.settingsOf', { name })}
        title={t('teams.settingsOf', { name })}
        className={`${iconButton} relative z-1`}
      >
        <Icon of={Settings} />
      </Link>
    </li>
  );
}
