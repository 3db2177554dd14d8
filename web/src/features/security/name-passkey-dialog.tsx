import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../auth/field-rules.ts';

interface NamePasskeyDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly start: string;
  readonly problem?: string | undefined;
  readonly onNamed: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

export function NamePasskeyDialog({ title, submit, start, problem, onNamed, onClose }: NamePasskeyDialogProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { name: start },
    rules: { name: isName },
    send: ({ name }) => onNamed(name.trim()),
  });
  return (
    <FormDialog title={title} submit={submit} form={form} problem={problem} onClose={onClose}>
      <TextField
        label={t('passkeyList.name')}
        dir="auto"
        autoComplete="off"
        hint={t('passkeyList.nameHint')}
        {...form.field('name')}
      />
    </FormDialog>
  );
}
