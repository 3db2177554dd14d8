import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useForm } from '../../ui/use-form.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { createProject } from '../../data/projects/change-project.ts';
import { DateButton } from '../../ui/date-button.tsx';
import { projectKey, ProjectNameFields, projectNameRules } from '../teams/project-name-fields.tsx';
import { TeamPicker } from './team-picker.tsx';

interface NewProjectDialogProps {
  readonly organizationId: string;
  readonly onClose: () => void;
}

/** Creates a project; its creator becomes the lead. */
export function NewProjectDialog({ organizationId, onClose }: NewProjectDialogProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { data: teams = [] } = useQuery(teamsQuery);
  const [teamIds, setTeamIds] = useState<readonly string[]>([]);
  const [startDate, setStartDate] = useState<string | null>(null);
  const [targetDate, setTargetDate] = useState<string | null>(null);
  const form = useForm({
    start: { name: '', key: '' },
    ...projectNameRules,
    send: async ({ name, key: typedKey }, { focus }) => {
      const key = projectKey(name, typedKey);
      if (key === undefined) return focus('key');
      const project = await createProject({ organizationId, name: name.trim(), key, teamIds, startDate, targetDate });
      onClose();
      await navigate({ to: '/projects/$projectId', params: { projectId: project.id } });
    },
  });
  return (
    <FormDialog title={t('projects.newTitle')} submit={t('projects.create')} form={form} onClose={onClose}>
      <ProjectNameFields form={form} />
      <div className="-mx-2 flex flex-wrap gap-1">
        <TeamPicker
          teams={teams.filter((team) => team.organizationId === organizationId)}
          selected={teamIds}
          onChoose={setTeamIds}
        />
        <DateButton label={t('projects.startDate')} day={startDate} onChoose={setStartDate} />
        <DateButton label={t('projects.targetDate')} day={targetDate} onChoose={setTargetDate} />
      </div>
    </FormDialog>
  );
}
