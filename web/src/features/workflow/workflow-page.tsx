import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { changeSettings, changeStatus, settingsQuery } from '../../data/workflow/change-workflow.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { StatusDialog } from './status-dialog.tsx';
import { StatusRow } from './status-row.tsx';
import { TeamLink } from '../teams/team-link.tsx';

/** The workflow of a team: its statuses, their order, limits and transitions. */
export function WorkflowPage() {
  const { t } = useTexts();
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/workflow' });
  const team = useTeam(teamId);
  const may = useTeamPermissions(teamId);
  const read = useQuery(statusesQuery(teamId));
  const { data: statuses } = read;
  const [isAdding, setAdding] = useState(false);
  if (!team) return <UnknownTeam teamId={teamId} />;
  const mayChange = may?.changeSettings ?? false;
  return (
    <Page title={t('workflow.title')} parent={<TeamLink team={team} />}>
      <Section
        title={t('workflow.statuses')}
        text={t('workflow.text')}
        action={
          mayChange && (
            <Button tone="primary" onClick={() => setAdding(true)}>
              <Icon of={Plus} />
              {t('workflow.add')}
            </Button>
          )
        }
      >
        <Unread query={read} />
        {statuses && <StatusList statuses={statuses} mayChange={mayChange} />}
      </Section>
      <Section title={t('workflow.tidy')} text={t('workflow.tidyText')}>
        <ArchiveRule teamId={teamId} isReadOnly={!mayChange} />
      </Section>
      {isAdding && statuses && <StatusDialog teamId={teamId} statuses={statuses} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function StatusList({ statuses, mayChange }: { statuses: readonly Status[]; mayChange: boolean }) {
  const { t } = useTexts();
  const move = useMutation({
    mutationFn: ({ status, position }: { status: Status; position: number }) => changeStatus(status, { position }),
    onError: (error) => showToast({ tone: 'danger', text: t('workflow.failed'), detail: problemText(error) }),
  });
  return (
    <ol aria-label={t('workflow.statuses')} className="grid grid-cols-1">
      {statuses.map((status, index) => (
        <StatusRow
          key={status.id}
          status={status}
          statuses={statuses}
          mayChange={mayChange}
          move={{
            up: index === 0 ? undefined : () => move.mutate({ status, position: index - 1 }),
            down: index === statuses.length - 1 ? undefined : () => move.mutate({ status, position: index + 1 }),
          }}
        />
      ))}
    </ol>
  );
}

const periods = [7, 14, 30, 60, 90, 180];

/** After how many days closed tasks are archived. */
function ArchiveRule({ teamId, isReadOnly }: { teamId: string; isReadOnly: boolean }) {
  const { t } = useTexts();
  const { data: settings } = useQuery(settingsQuery(teamId));
  const save = useMutation({
    mutationFn: (days: number | null) => changeSettings(teamId, days),
    onError: (error) => showToast({ tone: 'danger', text: t('workflow.failed'), detail: problemText(error) }),
  });
  if (!settings) return null;
  const current = save.isPending ? save.variables : settings.archiveAfterDays;
  const choices = current === null || periods.includes(current) ? periods : [current, ...periods];
  return (
    <div>
      <SmallSelect
        label={t('workflow.tidy')}
        value={String(current ?? '')}
        isDisabled={isReadOnly}
        options={[
          ['', t('workflow.never')],
          ...choices.map(
            (days) => [String(days), t('workflow.afterDays', { count: days, days: formatNumber(days) })] as const,
          ),
        ]}
        onChange={(value) => save.mutate(value === '' ? null : Number(value))}
      />
    </div>
  );
}
