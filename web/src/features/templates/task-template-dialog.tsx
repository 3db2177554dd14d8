import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import { formatDuration } from '../../i18n/durations.ts';
import { formatNumber, parseNumber } from '../../i18n/numbers.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TwoSidesDialog } from '../../ui/two-sides-dialog.tsx';
import { type Rule, useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { LabelChoice } from '../tasks/label-choice.tsx';
import { labelsQuery } from '../../data/labels/queries.ts';
import { readEstimate } from '../../data/tasks/read-estimate.ts';
import type { WholeTemplate } from '../../data/templates/change-templates.ts';
import { LineList } from './line-list.tsx';
import { draftOf, planFrom } from '../../data/templates/plan.ts';
import { planText } from './plan-text.ts';
import { useSaveTemplate } from './use-save-template.ts';
import { priorities } from '../../data/tasks/priorities.ts';

const firstTaskFields = ['title', 'description', 'priority', 'dueDay', 'estimate'] as const;

interface TaskTemplateDialogProps {
  readonly team: Pick<Team, 'id' | 'organizationId'>;
  /** Undefined for a new template. */
  readonly before?: WholeTemplate;
  readonly onClose: () => void;
}

const maxDays = 3_650;

/** The defaults of a new template. */
export function TaskTemplateDialog({ team, before: whole, onClose }: TaskTemplateDialogProps) {
  const { t } = useTexts();
  const template = whole?.template;
  const before = template?.tasks ?? [];
  const start = draftOf(before);
  const startEstimate = start.estimate === null ? '' : formatDuration(start.estimate);
  const [steps, setSteps] = useState(start.steps);
  const [parts, setParts] = useState(start.parts);
  const [labelIds, setLabelIds] = useState<readonly string[]>(start.labelIds);
  const { data: labels = [] } = useQuery(labelsQuery(team.organizationId));
  const isDay: Rule = (inputText) => (dayFrom(inputText) === undefined ? t('templates.dayWrong') : undefined);
  const isEstimate: Rule = (inputText) =>
    inputText !== startEstimate && readEstimate(inputText) === undefined ? t('task.estimateWrong') : undefined;
  const { save, open } = useSaveTemplate(team.id, whole);
  const form = useForm({
    start: {
      name: template?.name ?? '',
      title: start.title,
      description: start.description,
      priority: start.priority as string,
      dueDay: start.dueDay === null ? '' : formatNumber(start.dueDay),
      estimate: startEstimate,
    },
    rules: { name: isName, title: isName, dueDay: isDay, estimate: isEstimate },
    paths: Object.fromEntries(firstTaskFields.map((name) => [`tasks.0.${name}`, name])),
    send: async ({ name, title, description, ...inputText }) => {
      const tasks = planFrom(before, {
        title: title.trim(),
        description,
        priority: priorities.find((one) => one === inputText.priority) ?? start.priority,
        dueDay: dayFrom(inputText.dueDay) ?? null,
        estimate: inputText.estimate === startEstimate ? start.estimate : (readEstimate(inputText.estimate) ?? null),
        labelIds: [...labelIds],
        steps,
        parts,
      });
      if (await save({ name: name.trim(), tasks })) onClose();
    },
  });
  return (
    <>
      <FormDialog
        title={t(template ? 'templates.editTitle' : 'templates.newTitle')}
        submit={t(template ? 'common.save' : 'templates.create')}
        form={form}
        onClose={onClose}
      >
        <NameField label={t('templates.name')} {...form.field('name')} />
        <TextField
          label={t('templates.taskTitle')}
          dir="auto"
          maxLength={255}
          autoComplete="off"
          {...form.field('title')}
        />
        <TextArea label={t('templates.description')} dir="auto" {...form.field('description')} />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <SelectField label={t('task.priority')} {...form.field('priority')}>
            {priorities.toReversed().map((one) => (
              <option key={one} value={one}>
                {t(`shared:priorities.${one}`)}
              </option>
            ))}
          </SelectField>
          <TextField
            label={t('templates.dueDay')}
            hint={t('templates.dueDayHint')}
            inputMode="numeric"
            autoComplete="off"
            {...form.field('dueDay')}
          />
          <TextField
            label={t('task.estimate')}
            hint={t('task.estimateHint')}
            autoComplete="off"
            {...form.field('estimate')}
          />
          <div className="grid justify-items-start gap-1.5">
            <span aria-hidden className="font-medium text-soft">
              {t('task.labels')}
            </span>
            <div className="-ms-2 flex min-h-10 items-center">
              <LabelChoice organizationId={team.organizationId} labelIds={labelIds} onChoose={setLabelIds} />
            </div>
          </div>
        </div>
        <LineList title={t('templates.parts')} add={t('templates.addPart')} lines={parts} onChange={setParts} />
        <LineList title={t('templates.steps')} add={t('templates.addStep')} lines={steps} onChange={setSteps} />
      </FormDialog>
      {open && (
        <TwoSidesDialog
          key={open.key}
          field={open.question.theirs.name}
          mine={planText(open.question.mine, labels)}
          theirs={planText(open.question.theirs, labels)}
          onChoose={open.answer}
        />
      )}
    </>
  );
}

/** A whole number of days, null for none; undefined if it is no number. */
function dayFrom(inputText: string): number | null | undefined {
  if (inputText.trim() === '') return null;
  const days = parseNumber(inputText);
  return days !== undefined && Number.isInteger(days) && Math.abs(days) <= maxDays ? days : undefined;
}
