import { X } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Chart } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Name } from '../../ui/name.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { MemberDialogById } from '../members/member-dialog.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { TeamDot } from '../teams/team-dot.tsx';
import type { ChartPerson } from './layout.ts';

interface ChartPersonCardProps {
  readonly organizationId: string;
  readonly chart: Chart;
  readonly person: ChartPerson;
  readonly manager: ChartPerson | undefined;
  readonly onGoTo: (userId: string) => void;
  readonly onClose: () => void;
}

/** Details of a person: title, role, manager, teams. */
export function ChartPersonCard({ organizationId, chart, person, manager, onGoTo, onClose }: ChartPersonCardProps) {
  const { t } = useTexts();
  const me = useMe();
  const may = useOrganizationPermissions();
  const [isEditing, setEditing] = useState(false);
  const { userId, name, username, avatarUrl, title, position, role } = person;
  const teams = chart.teams.filter(({ id }) => person.teams.some(({ teamId }) => teamId === id));
  return (
    <aside aria-label={name} className="chart-person">
      <div className="flex items-start gap-3">
        <Avatar name={name} url={avatarUrl} size={32} />
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">
            <Name>{name}</Name>
          </h2>
          <p className="text-meta text-muted">
            <bdi dir="ltr">@{username}</bdi>
          </p>
        </div>
        <IconButton label={t('common.close')} onClick={onClose} className="-me-1 -mt-1">
          <Icon of={X} />
        </IconButton>
      </div>
      <dl className="chart-facts">
        {title !== '' && <Fact label={t('people.jobTitle')}>{<Name>{title}</Name>}</Fact>}
        <Fact label={t('people.position')}>{t(`positions.${position}`)}</Fact>
        <Fact label={t('people.role')}>{t(`shared:roles.${role}`)}</Fact>
        <Fact label={t('people.manager')}>
          {manager ? (
            <button
              type="button"
              className="text-accent-text underline underline-offset-2"
              onClick={() => onGoTo(manager.userId)}
            >
              <Name>{manager.name}</Name>
            </button>
          ) : (
            <span className="text-muted">{t('people.noManager')}</span>
          )}
        </Fact>
        {teams.length > 0 && (
          <Fact label={t('sidebar.teams')}>
            <ul className="grid gap-0.5">
              {teams.map(({ id, name: team, colour }) => (
                <li key={id} className="flex items-center gap-2">
                  <TeamDot colour={colour} />
                  <Name>{team}</Name>
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
      {may?.manageMembers === true && userId !== me.id && (
        <Button className="justify-self-start" onClick={() => setEditing(true)}>
          {t('people.edit')}
        </Button>
      )}
      {isEditing && (
        <MemberDialogById organizationId={organizationId} userId={userId} onClose={() => setEditing(false)} />
      )}
    </aside>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
