import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Priority } from '../../api/types.ts';
import { latinDigits } from '../../i18n/numbers.ts';
import { useQuestion } from '../../lib/use-question.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { type Side, TwoSidesDialog } from '../../ui/two-sides-dialog.tsx';
import { type Rule, useForm } from '../../ui/use-form.ts';
import { isName } from '../auth/field-rules.ts';
import { changeTaskTemplate, createTaskTemplate, type WholeTemplate } from './change-templates.ts';
import { LineList } from './line-list.tsx';
import { draftOf, type Plan, planFrom } from './plan.ts';
import { planText } from './plan-text.ts';

interface TaskTemplateDialogProps {
  readonly teamId: string;
  /** Undefined for one from nothing. */
  readonly before?: WholeTemplate;
  readonly onClose: () => void;
}

const priorities = ['none', 'low', 'medium', 'high', 'urgent'] as const satisfies readonly Priority[];
const mostDays = 3_650;

/** What a template's tasks begin with. */
export function TaskTemplateDialog({ teamId, before: whole, onClose }: TaskTemplateDialogProps) {
  const { t } = useTexts();
  const template = whole?.template;
  const before = template?.tasks ?? [];
  const start = draftOf(before);
  const [steps, setSteps] = useState(start.steps);
  const [parts, setParts] = useState(start.parts);
  const isDay: Rule = (typed) => (dayFrom(typed) === undefined ? t('templates.dayWrong') : undefined);
  const { open, ask } = useQuestion<{ mine: Plan; theirs: Plan }, Side>();
  const save = async (mine: Plan) => {
    if (!whole) {
      await createTaskTemplate(teamId, mine);
      return true;
    }
    let outcome = await changeTaskTemplate(teamId, whole, mine);
    while (outcome !== true) {
      const side = await ask({ mine, theirs: outcome.template });
      if (side !== 'mine') return side === 'theirs';
      outcome = await changeTaskTemplate(teamId, outcome, mine);
    }
    return true;
  };
  const form = useForm({
    start: {
      name: template?.name ?? '',
      title: start.title,
      description: start.description,
      priority: start.priority as string,
      dueDay: start.dueDay === null ? '' : String(start.dueDay),
    },
    rules: { name: isName, title: isName, dueDay: isDay },
    send: async ({ name, title, description, priority, dueDay }) => {
      const chosen = priorities.find((one) => one === priority) ?? start.priority;
      const fields = { title: title.trim(), description, priority: chosen, dueDay: dayFrom(dueDay) ?? null };
      const tasks = planFrom(before, { ...start, ...fields, steps, parts });
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
        <TextField label={t('templates.name')} dir="auto" maxLength={100} autoComplete="off" {...form.field('name')} />
        <TextField
          label={t('templates.taskTitle')}
          dir="auto"
          maxLength={255}
          autoComplete="off"
          {...form.field('title')}
        />
        <TextArea label={t('templates.description')} dir="auto" {...form.field('description')} />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <SelectField label={t('task.priority')} {...form.choice('priority')}>
            {priorities.map((one) => (
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
        </div>
        <LineList title={t('templates.parts')} add={t('templates.addPart')} lines={parts} onChange={setParts} />
        <LineList title={t('templates.steps')} add={t('templates.addStep')} lines={steps} onChange={setSteps} />
      </FormDialog>
      {open && (
        <TwoSidesDialog
          key={open.key}
          field={open.question.theirs.name}
          mine={planText(open.question.mine)}
          theirs={planText(open.question.theirs)}
          onChoose={open.answer}
        />
      )}
    </>
  );
}

/** A whole number of days, null for none; undefined where it is no number. */
function dayFrom(typed: string): number | null | undefined {
  const text = latinDigits(typed.trim());
  if (text === '') return null;
  const days = Number(text);
  return Number.isInteger(days) && Math.abs(days) <= mostDays ? days : undefined;
}
