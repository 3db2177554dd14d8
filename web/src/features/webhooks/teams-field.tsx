import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { Name } from '../../ui/name.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { ChoiceField } from './choice-field.tsx';
import { toggled } from './events-field.tsx';

interface TeamsFieldProps {
  readonly organizationId: string;
  /** Null for all teams. */
  readonly value: ReadonlySet<string> | null;
  readonly onChange: (value: ReadonlySet<string> | null) => void;
}

/** The teams whose events a webhook gets. A team's admins choose among their own teams. */
export function TeamsField({ organizationId, value, onChange }: TeamsFieldProps) {
  const { t } = useTexts();
  const isAdmin = useOrganizationPermissions()?.changeSettings === true;
  const { data: teams = [] } = useQuery(teamsQuery);
  const choices = teams.filter(
    (team) => team.organizationId === organizationId && (isAdmin || team.myRole === 'owner' || team.myRole === 'admin'),
  );
  return (
    <ChoiceField
      legend={t('webhooks.teams')}
      all={t('webhooks.allTeams')}
      some={t('webhooks.chosenTeams')}
      isAll={value === null}
      mayChooseAll={isAdmin}
      onChange={(isAll) => onChange(isAll ? null : new Set())}
    >
      <div className="flex flex-wrap gap-x-4 gap-y-1.5">
        {choices.map(({ id, name }) => (
          <label key={id} className="inline-flex min-w-0 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 shrink-0"
              checked={value?.has(id) ?? false}
              onChange={() => onChange(toggled(value ?? new Set(), id))}
            />
            <Name className="truncate">{name}</Name>
          </label>
        ))}
      </div>
    </ChoiceField>
  );
}
