import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isGiven } from '../auth/field-rules.ts';

interface PasswordDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly submit: string;
  readonly isDanger?: boolean;
  /** @throws Problem `wrong-password`, shown at the field. */
  readonly onConfirm: (password: string) => Promise<void>;
  readonly onClose: () => void;
}

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
    <FormDialog title={title} submit={submit} form={form} tone={isDanger ? 'danger' : 'primary'} onClose={onClose}>
      {children}
      <TextField
        label={t('security.currentPassword')}
        type="password"
        dir="ltr"
        autoComplete="current-password"
        {...form.field('password')}
      />
    </FormDialog>
  );
}
