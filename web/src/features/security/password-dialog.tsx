import { useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isGiven } from '../../ui/field-rules.ts';
import { OwnPasswordField } from './own-password-field.tsx';
import { secondFactorsQuery } from '../../data/security/queries.ts';

interface PasswordDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly submit: string;
  readonly isDanger?: boolean;
  /** @throws Problem `wrong-password`, shown at the field. */
  readonly onConfirm: (password?: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for one's password before a sensitive change; people without a password must have signed in recently. */
export function PasswordDialog(props: PasswordDialogProps) {
  const { title, children, submit, isDanger = false, onConfirm, onClose } = props;
  const { hasPassword } = useSuspenseQuery(secondFactorsQuery).data;
  const form = useForm({
    start: { password: '' },
    rules: hasPassword ? { password: isGiven } : {},
    codes: { 'wrong-password': 'password' },
    send: ({ password }) => onConfirm(hasPassword ? password : undefined),
  });
  return (
    <FormDialog title={title} submit={submit} form={form} tone={isDanger ? 'danger' : 'primary'} onClose={onClose}>
      {children}
      {hasPassword && <OwnPasswordField {...form.field('password')} />}
    </FormDialog>
  );
}
