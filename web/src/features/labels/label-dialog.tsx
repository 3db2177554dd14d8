import { useTexts } from '../../i18n/use-texts.ts';
import type { Label } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';
import { labelColours } from '../../data/labels/create-label.ts';
import { addLabel, changeLabel } from '../../data/labels/change-labels.ts';

interface LabelDialogProps {
  readonly organizationId: string;
  /** The label to change; without it a new one is created. */
  readonly label?: Label;
  readonly onClose: () => void;
}

export function LabelDialog({ organizationId, label, onClose }: LabelDialogProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { name: label?.name ?? '', colour: label?.colour ?? labelColours[0] },
    rules: { name: isName },
    codes: { 'label-exists': 'name' },
    send: async ({ name, colour }) => {
      const draft = { name: name.trim(), colour };
      if (label) await changeLabel(label, draft);
      else await addLabel(organizationId, draft);
      onClose();
    },
  });
  const { colour } = form.values;
  const colours = labelColours.some((one) => one === colour) ? labelColours : [colour, ...labelColours];
  return (
    <FormDialog
      title={t(label ? 'labelSettings.editTitle' : 'labelSettings.add')}
      submit={t('common.save')}
      form={form}
      onClose={onClose}
    >
      <NameField label={t('labelSettings.name')} {...form.field('name')} />
      <fieldset>
        <legend className="mb-2 font-medium text-soft">{t('labelSettings.colour')}</legend>
        <div className="flex flex-wrap gap-3">
          {colours.map((one, index) => (
            <input
              key={one}
              type="radio"
              {...form.choice('colour')}
              value={one}
              checked={one === colour}
              aria-label={t('labelSettings.colourNumber', { number: index + 1 })}
              className="size-7 cursor-pointer appearance-none rounded-full outline-offset-2 checked:outline-2 checked:outline-accent"
              style={{ backgroundColor: one }}
            />
          ))}
        </div>
      </fieldset>
    </FormDialog>
  );
}
