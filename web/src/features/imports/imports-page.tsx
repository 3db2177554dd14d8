import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { ImportDrop } from './import-drop.tsx';
import { PastImports } from './past-imports.tsx';

/** Imports boards from Trello, and lists earlier imports. */
export function ImportsPage() {
  const { t } = useTexts();
  const { organizationId } = useParams({ from: '/_session/_shell/organizations/$organizationId/imports' });
  const { teamId: initialTeamId } = useSearch({ from: '/_session/_shell/organizations/$organizationId/imports' });
  const may = useOrganizationPermissions();
  const { data: all } = useSuspenseQuery(teamsQuery);
  const mayMake = may?.makeTeams ?? false;
  // People who may create teams may import into any team; others only into their own.
  const teams = all.filter((team) => team.organizationId === organizationId && (mayMake || team.myRole !== null));
  const [selectedTeamId, setTeamId] = useState(initialTeamId);
  const teamId = selectedTeamId ?? (mayMake ? '' : (teams[0]?.id ?? ''));
  const [isDryRun, setDryRun] = useState(false);
  const mayImport = may?.importTasks === true && (mayMake || teams.length > 0);
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('imports.title')}</h1>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-xl gap-8 p-4">
          {mayImport && (
            <section aria-labelledby="import-trello" className="grid gap-4">
              <h2 id="import-trello" className="font-medium">
                {t('imports.trello')}
              </h2>
              <SelectField label={t('imports.into')} value={teamId} onChange={(event) => setTeamId(event.target.value)}>
                {mayMake && <option value="">{t('imports.newTeam')}</option>}
                {teams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </SelectField>
              <label className="flex items-start gap-2.5">
                <input
                  type="checkbox"
                  className="mt-1 size-4"
                  checked={isDryRun}
                  onChange={() => setDryRun(!isDryRun)}
                />
                <span>
                  {t('imports.dryRun')}
                  <span className="block text-meta text-muted">{t('imports.dryRunText')}</span>
                </span>
              </label>
              <ImportDrop
                organizationId={organizationId}
                teamId={teamId === '' ? undefined : teamId}
                isDryRun={isDryRun}
              />
            </section>
          )}
          <PastImports organizationId={organizationId} />
        </div>
      </div>
    </div>
  );
}
