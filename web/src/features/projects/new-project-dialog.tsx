import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { isKey } from '../teams/key-rule.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { createProject } from '../../data/projects/change-project.ts';
import { DateButton } from '../../ui/date-button.tsx';
import { keyOf } from '../teams/key-of.ts';
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
    rules: { name: isName, key: (typedKey) => (typedKey === '' ? undefined : isKey(typedKey)) },
    codes: { 'key-taken': 'key' },
    send: async ({ name, key: typedKey }, { focus }) => {
      const key = (typedKey === '' ? keyOf(name) : typedKey).trim().toUpperCase();
      if (isKey(key) !== undefined) return focus('key');
      const project = await createProject({ organizationId, name: name.trim(), key, teamIds, startDate, targetDate });
      onClose();
      await navigate({ to: '/projects/$projectId', params: { projectId: project.id } });
    },
  });
  const suggested = keyOf(form.values.name);
  const needsKey = form.values.name.trim() !== '' && form.values.key === '' && suggested.length < 2;
  return (
    <FormDialog title={t('projects.newTitle')} submit={t('projects.create')} form={form} onClose={onClose}>
      <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
        <TextField label={t('projects.name')} dir="auto" autoComplete="off" {...form.field('name')} />
        <TextField
          label={t('projects.key')}
          dir="ltr"
          placeholder={suggested || 'SR'}
          maxLength={6}
          autoComplete="off"
          {...form.field('key')}
        />
      </div>
      <p className="text-meta text-muted">{t(needsKey ? 'projects.keyNeeded' : 'projects.keyHint')}</p>
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
