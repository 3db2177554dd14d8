import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Section } from '../../ui/section.tsx';
import { useForm } from '../../ui/use-form.ts';
import { TextField } from '../../ui/text-field.tsx';
import { isName } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { DateButton } from '../../ui/date-button.tsx';
import { addMilestone } from '../../data/projects/milestone-changes.ts';
import { MilestoneRow } from './milestone-row.tsx';
import { milestonesQuery } from '../../data/projects/queries.ts';

interface MilestonesProps {
  readonly projectId: string;
  readonly isReadOnly: boolean;
}

/** The milestones of a project. */
export function Milestones({ projectId, isReadOnly }: MilestonesProps) {
  const { t } = useTexts();
  const { data: milestones, error, refetch } = useQuery(milestonesQuery(projectId));
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      isNarrow
      title={t('milestones.title')}
      action={
        !isReadOnly &&
        !isAdding && (
          <Button tone="quiet" size="small" onClick={() => setAdding(true)}>
            <Icon of={Plus} />
            {t('milestones.add')}
          </Button>
        )
      }
    >
      {error && !milestones && <ErrorState error={error} onRetry={() => void refetch()} />}
      {milestones?.length === 0 && !isAdding && (
        <p className="text-muted">{t(isReadOnly ? 'milestones.none' : 'milestones.empty')}</p>
      )}
      {milestones && milestones.length > 0 && (
        <ul aria-label={t('milestones.title')} className="-mx-2">
          {milestones.map((milestone) => (
            <MilestoneRow key={milestone.id} milestone={milestone} isReadOnly={isReadOnly} />
          ))}
        </ul>
      )}
      {isAdding && <NewMilestone projectId={projectId} onDone={() => setAdding(false)} />}
    </Section>
  );
}

function NewMilestone({ projectId, onDone }: { projectId: string; onDone: () => void }) {
  const { t } = useTexts();
  const [date, setDate] = useState<string | null>(null);
  const form = useForm({
    start: { name: '' },
    rules: { name: isName },
    send: async ({ name }, { reset, focus }) => {
      await addMilestone(projectId, name.trim(), date);
      reset();
      setDate(null);
      focus('name');
    },
  });
  return (
    <form onSubmit={form.onSubmit} noValidate className="grid gap-2">
      <TextField label={t('milestones.name')} dir="auto" autoFocus autoComplete="off" {...form.field('name')} />
      <div className="-ms-2">
        <DateButton label={t('milestones.date')} day={date} onChoose={setDate} />
      </div>
      <FormProblem>{form.problem}</FormProblem>
      <div className="flex gap-2">
        <Button type="submit" tone="primary" isBusy={form.isSending}>
          {t('milestones.add')}
        </Button>
        <Button onClick={onDone}>{t('common.done')}</Button>
      </div>
    </form>
  );
}
