import { useQuery } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { showToast } from '../../ui/toasts.ts';
import { PersonDialog } from '../members/person-dialog.tsx';
import { teamsQuery } from '../../data/teams/queries.ts';
import { changeProject, setTeam } from '../../data/projects/change-project.ts';
import { DateButton } from '../../ui/date-button.tsx';
import { HealthMark } from './health-mark.tsx';
import { categoryOf } from '../../data/projects/status.ts';
import { TeamPicker } from './team-picker.tsx';

interface ProjectPropertiesProps {
  readonly project: Project;
  readonly isReadOnly: boolean;
}

/** The properties of a project as a row of buttons. */
export function ProjectProperties({ project, isReadOnly }: ProjectPropertiesProps) {
  const { t } = useTexts();
  const { startDate, targetDate, health } = project;
  return (
    <div role="group" aria-label={t('task.properties')} className="-mx-2 flex flex-wrap items-center gap-0.5">
      <StatusProperty project={project} isReadOnly={isReadOnly} />
      {health !== null && (
        <span className="inline-flex min-h-8 items-center px-2 text-soft">
          <HealthMark health={health} />
        </span>
      )}
      <LeadProperty project={project} isReadOnly={isReadOnly} />
      <DateButton
        label={t('projects.startDate')}
        day={startDate}
        isReadOnly={isReadOnly}
        onChoose={(day) => void changeProject(project, { startDate: day })}
      />
      <DateButton
        label={t('projects.targetDate')}
        day={targetDate}
        isReadOnly={isReadOnly}
        onChoose={(day) => void changeProject(project, { targetDate: day })}
      />
      <TeamsProperty project={project} isReadOnly={isReadOnly} />
    </div>
  );
}

function StatusProperty({ project, isReadOnly }: ProjectPropertiesProps) {
  const { t } = useTexts();
  const { status, nextStatuses } = project;
  // A pending change shows before the server has returned the next possible statuses.
  const statuses = [...new Set([status, ...nextStatuses])];
  const choose = ([id]: readonly string[]) => {
    const next = statuses.find((one) => one === id);
    if (next !== undefined && next !== status) void changeProject(project, { status: next });
  };
  return (
    <ChoiceButton
      label={t('projects.status')}
      aria-label={t('projects.statusIs', { status: t(`projects.statuses.${status}`) })}
      choices={statuses.map((one) => ({
        id: one,
        label: t(`projects.statuses.${one}`),
        icon: <StatusRing category={categoryOf[one]} />,
      }))}
      selected={[status]}
      mode="single"
      onChoose={choose}
      disabled={isReadOnly || statuses.length === 1}
      className="property"
    >
      <StatusRing category={categoryOf[status]} />
      {t(`projects.statuses.${status}`)}
    </ChoiceButton>
  );
}

function LeadProperty({ project, isReadOnly }: ProjectPropertiesProps) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const { lead, name } = project;
  return (
    <>
      <button
        type="button"
        className="property"
        disabled={isReadOnly}
        aria-label={lead ? t('projects.leadIs', { name: lead.name }) : t('projects.noLead')}
        onClick={() => setOpen(true)}
      >
        {lead ? <Avatar name={lead.name} url={lead.avatarUrl} /> : <Icon of={UserRound} />}
        {lead ? <bdi>{lead.name}</bdi> : t('projects.noLead')}
      </button>
      {isOpen && (
        <PersonDialog
          title={t('projects.leadTitle', { name })}
          label={t('projects.lead')}
          submit={t('common.save')}
          organizationId={project.organizationId}
          withoutIds={lead ? [lead.id] : []}
          onChoose={(leadId, { user }) => changeProject(project, { leadId }, user)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function TeamsProperty({ project, isReadOnly }: ProjectPropertiesProps) {
  const { t } = useTexts();
  const { data: teams = [] } = useQuery(teamsQuery);
  const own = teams.filter(({ organizationId }) => organizationId === project.organizationId);
  const choose = async (ids: readonly string[]) => {
    const changed = own.filter(({ id }) => ids.includes(id) !== project.teamIds.includes(id));
    try {
      for (const { id } of changed) await setTeam(project, id, ids.includes(id));
    } catch (error) {
      showToast({ tone: 'danger', text: t('projects.failed', { name: project.name }), detail: problemText(error) });
    }
  };
  return (
    <TeamPicker teams={own} selected={project.teamIds} isReadOnly={isReadOnly} onChoose={(ids) => void choose(ids)} />
  );
}
