import { X } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Field } from '../../api/types.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { inputClass } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { addField, changeField, fieldTypes } from '../../data/fields/change-fields.ts';

interface FieldDialogProps {
  readonly teamId: string;
  /** The field to change; without it a new one is created. Its type cannot change. */
  readonly field?: Field;
  readonly onClose: () => void;
}

interface Option {
  /** Set for an existing option. */
  readonly id?: string;
  readonly key: string;
  readonly name: string;
}

export function FieldDialog({ teamId, field, onClose }: FieldDialogProps) {
  const { t } = useTexts();
  const [onCard, setOnCard] = useState(field?.onCard ?? false);
  const [options, setOptions] = useState<readonly Option[]>(() =>
    (field?.options ?? []).map(({ id, name }) => ({ id, key: id, name })),
  );
  const form = useForm({
    start: { name: field?.name ?? '', type: field?.type ?? 'text' },
    rules: { name: isName },
    codes: { 'field-exists': 'name' },
    send: async ({ name, type }) => {
      const namedOptions = options.filter((option) => option.name.trim() !== '');
      const trimmedOptions = namedOptions.map(({ id, name: text }) => ({
        ...(id === undefined ? {} : { id }),
        name: text.trim(),
      }));
      const draft = { name: name.trim(), onCard, ...(type === 'choice' ? { options: trimmedOptions } : {}) };
      if (field) await changeField(field, draft);
      else await addField(teamId, fieldTypes.find((one) => one === type) ?? 'text', draft);
      onClose();
    },
  });
  return (
    <FormDialog
      title={t(field ? 'fieldSettings.editTitle' : 'fieldSettings.add')}
      submit={t('common.save')}
      form={form}
      onClose={onClose}
    >
      <NameField label={t('fieldSettings.name')} {...form.field('name')} />
      {!field && (
        <SelectField label={t('fieldSettings.type')} {...form.field('type')}>
          {fieldTypes.map((type) => (
            <option key={type} value={type}>
              {t(`fieldSettings.types.${type}`)}
            </option>
          ))}
        </SelectField>
      )}
      {form.values.type === 'choice' && <OptionsField options={options} onChange={setOptions} />}
      <CheckField
        label={t('fieldSettings.onCard')}
        hint={t('fieldSettings.onCardHint')}
        checked={onCard}
        onChange={({ target }) => setOnCard(target.checked)}
      />
    </FormDialog>
  );
}

interface OptionsFieldProps {
  readonly options: readonly Option[];
  readonly onChange: (options: readonly Option[]) => void;
}

/** The options of a choice; the last line is always empty. */
function OptionsField({ options, onChange }: OptionsFieldProps) {
  const { t } = useTexts();
  const lines = [...options, { key: `new ${options.length}`, name: '' }];
  const write = (key: string, name: string) => {
    const isKnown = options.some((option) => option.key === key);
    onChange(
      isKnown
        ? options.map((option) => (option.key === key ? { ...option, name } : option))
        : [...options, { key, name }],
    );
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium text-soft">{t('fieldSettings.options')}</legend>
      {lines.map(({ key, name }, index) => (
        <div key={key} className="flex items-center gap-1">
          <input
            aria-label={t('fieldSettings.option', { number: index + 1 })}
            placeholder={index === options.length ? t('fieldSettings.newOption') : undefined}
            value={name}
            maxLength={100}
            dir="auto"
            onChange={({ target }) => write(key, target.value)}
            className={`${inputClass} h-9`}
          />
          {index < options.length && (
            <IconButton
              label={t('workflow.remove', { name })}
              onClick={() => onChange(options.filter((option) => option.key !== key))}
            >
              <Icon of={X} />
            </IconButton>
          )}
        </div>
      ))}
    </fieldset>
  );
}
