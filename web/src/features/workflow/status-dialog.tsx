import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Category, Status } from '../../api/types.ts';
import { latinDigits } from '../../i18n/numbers.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { addStatus, changeStatus } from '../../data/workflow/change-workflow.ts';

interface StatusDialogProps {
  readonly teamId: string;
  readonly statuses: readonly Status[];
  /** The status to change; without it a new one is created. */
  readonly status?: Status;
  readonly onClose: () => void;
}

const categories: readonly Category[] = ['todo', 'in_progress', 'done', 'cancelled'];
const maxCards = 10_000;

/** Name, category, limit and transitions of a status. */
export function StatusDialog({ teamId, statuses, status, onClose }: StatusDialogProps) {
  const { t } = useTexts();
  const others = statuses.filter(({ id }) => id !== status?.id);
  const [next, setNext] = useState<readonly string[] | null>(status?.transitions ?? null);
  const form = useForm({
    start: {
      name: status === undefined ? '' : statusName(status.name),
      category: status?.category ?? 'in_progress',
      limit: String(status?.limit ?? ''),
    },
    rules: {
      name: isName,
      limit: (value) => (value.trim() === '' || limitOf(value) !== undefined ? undefined : t('workflow.limitWrong')),
    },
    codes: { 'status-exists': 'name' },
    send: async ({ name, category, limit }) => {
      const selectedCategory = categories.find((one) => one === category) ?? 'in_progress';
      if (!status) await addStatus(teamId, name.trim(), selectedCategory);
      else
        await changeStatus(status, {
          // A translated default name stays as it is if it is not changed.
          ...(name.trim() === statusName(status.name) ? {} : { name: name.trim() }),
          ...(selectedCategory === status.category ? {} : { category: selectedCategory }),
          limit: limitOf(limit) ?? null,
          transitions: next === null ? null : [...next],
        });
      onClose();
    },
  });
  const toggle = (id: string) =>
    setNext((before) => (before?.includes(id) ? before.filter((one) => one !== id) : [...(before ?? []), id]));
  return (
    <FormDialog
      title={t(status ? 'workflow.editTitle' : 'workflow.add')}
      submit={t('common.save')}
      form={form}
      onClose={onClose}
    >
      <NameField label={t('workflow.name')} {...form.field('name')} />
      <SelectField label={t('workflow.category')} {...form.field('category')}>
        {categories.map((category) => (
          <option key={category} value={category}>
            {t(`workflow.categories.${category}`)}
          </option>
        ))}
      </SelectField>
      {status && (
        <>
          <TextField
            label={t('workflow.limit')}
            hint={t('workflow.limitHint')}
            inputMode="numeric"
            autoComplete="off"
            {...form.field('limit')}
          />
          <fieldset className="grid gap-2">
            <legend className="mb-2 font-medium text-soft">{t('workflow.next')}</legend>
            <CheckField
              label={t('workflow.everywhere')}
              checked={next === null}
              onChange={({ target }) => setNext(target.checked ? null : others.map(({ id }) => id))}
            />
            {next !== null &&
              others.map(({ id, name }) => (
                <CheckField key={id} label={statusName(name)} checked={next.includes(id)} onChange={() => toggle(id)} />
              ))}
          </fieldset>
        </>
      )}
    </FormDialog>
  );
}

function limitOf(text: string): number | undefined {
  const number = Number(latinDigits(text.trim()));
  return Number.isInteger(number) && number >= 1 && number <= maxCards ? number : undefined;
}
