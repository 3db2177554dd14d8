import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isName } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';

interface NamePasskeyDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly start: string;
  readonly problem?: string | undefined;
  readonly onNamed: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

const formId = 'name-passkey';

export function NamePasskeyDialog({ title, submit, start, problem, onNamed, onClose }: NamePasskeyDialogProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { name: start },
    rules: { name: isName },
    send: ({ name }) => onNamed(name.trim()),
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" isBusy={form.isSending}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextField
          label={t('passkeyList.name')}
          dir="auto"
          autoComplete="off"
          hint={t('passkeyList.nameHint')}
          {...form.field('name')}
        />
        <FormProblem>{problem ?? form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}
