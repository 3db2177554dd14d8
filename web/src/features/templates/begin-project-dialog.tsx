import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { TemplateCard } from '../../api/types.ts';
import { dayOf } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { createAttempts } from '../../lib/attempts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { DateButton } from '../../ui/date-button.tsx';
import { projectKey, ProjectNameFields, projectNameRules } from '../teams/project-name-fields.tsx';
import { teamsQuery } from '../../data/teams/queries.ts';
import { beginProject } from '../../data/templates/change-templates.ts';

/** Creates a project from a template: name, assignees, and the start date that the template's days count from. */
export function BeginProjectDialog({ template, onClose }: { template: TemplateCard; onClose: () => void }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { timeZone } = useDateFormat();
  const today = dayOf(useNow(), timeZone);
  const [startDate, setStartDate] = useState<string | null>(null);
  const { data: all = [] } = useQuery(teamsQuery);
  const teams = all.filter(({ organizationId }) => organizationId === template.organizationId);
  const [attempts] = useState(createAttempts);
  const form = useForm({
    start: { name: '', key: '', teamId: teams[0]?.id ?? '' },
    ...projectNameRules,
    send: async ({ name, key: typedKey, teamId }, { focus }) => {
      const key = projectKey(name, typedKey);
      if (key === undefined) return focus('key');
      const draft = { name: name.trim(), key, teamId, startDate: startDate ?? today };
      const projectId = await beginProject(template, draft, attempts.keyFor(draft));
      onClose();
      await navigate({ to: '/projects/$projectId', params: { projectId } });
    },
  });
  return (
    <FormDialog
      title={t('templates.beginTitle', { name: template.name })}
      submit={t('projects.create')}
      form={form}
      onClose={onClose}
    >
      <ProjectNameFields form={form} />
      <SelectField label={t('templates.team')} {...form.field('teamId')}>
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <div className="grid justify-items-start gap-1">
        <div className="-ms-2">
          <DateButton label={t('projects.startDate')} day={startDate ?? today} onChoose={setStartDate} />
        </div>
        <p className="text-meta text-muted">{t('templates.startHint')}</p>
      </div>
    </FormDialog>
  );
}
