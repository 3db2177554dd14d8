import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../../ui/field-rules.ts';

interface NameDialogProps {
  readonly title: string;
  readonly text?: string;
  readonly submit: string;
  readonly name: string;
  /** @throws Problem if it was refused; shown in the dialog. */
  readonly onSend: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for the name of a template. */
export function NameDialog({ title, text, submit, name, onSend, onClose }: NameDialogProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { name },
    rules: { name: isName },
    send: async (typed) => {
      await onSend(typed.name.trim());
      onClose();
    },
  });
  return (
    <FormDialog title={title} submit={submit} form={form} onClose={onClose}>
      {text !== undefined && <p className="text-soft">{text}</p>}
      <NameField label={t('templates.name')} {...form.field('name')} />
    </FormDialog>
  );
}
