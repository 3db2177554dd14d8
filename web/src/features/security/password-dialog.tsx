import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isGiven } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';

interface PasswordDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly submit: string;
  readonly isDanger?: boolean;
  /** @throws Problem `wrong-password`, shown at the field. */
  readonly onConfirm: (password: string) => Promise<void>;
  readonly onClose: () => void;
}

const formId = 'own-password';

/** Asks for one's own password before something that a passer-by must not do. */
export function PasswordDialog(props: PasswordDialogProps) {
  const { title, children, submit, isDanger = false, onConfirm, onClose } = props;
  const { t } = useTexts();
  const form = useForm({
    start: { password: '' },
    rules: { password: isGiven },
    codes: { 'wrong-password': 'password' },
    send: ({ password }) => onConfirm(password),
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone={isDanger ? 'danger' : 'primary'} isBusy={form.isSending}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        {children}
        <TextField
          label={t('security.currentPassword')}
          type="password"
          dir="ltr"
          autoComplete="current-password"
          {...form.field('password')}
        />
        <FormProblem>{form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}
