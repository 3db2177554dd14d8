import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isEmail, isName, isNewPassword } from '../auth/field-rules.ts';
import { createUser } from './queries.ts';

export function NewUserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [isAdmin, setAdmin] = useState(false);
  const form = useForm({
    start: { name: '', email: '', password: '' },
    rules: { name: isName, email: isEmail, password: (value) => (value === '' ? undefined : isNewPassword(value)) },
    codes: { 'email-taken': 'email', 'password-too-common': 'password' },
    send: async ({ name, email, password }) => {
      const account = { name: name.trim(), email: email.trim(), instanceAdmin: isAdmin };
      await createUser(password === '' ? account : { ...account, password });
      showToast({ text: t('users.done.create', { name: account.name }) });
      onClose();
    },
  });
  return (
    <FormDialog title={t('users.newTitle')} submit={t('users.create')} form={form} onClose={onClose}>
      <TextField label={t('users.fullName')} dir="auto" autoComplete="off" {...form.field('name')} />
      <TextField label={t('fields.email')} type="email" dir="ltr" autoComplete="off" {...form.field('email')} />
      <TextField
        label={t('users.password')}
        type="password"
        dir="ltr"
        autoComplete="new-password"
        hint={t('users.passwordHint')}
        {...form.field('password')}
      />
      <CheckField
        label={t('users.isAdmin')}
        hint={t('users.isAdminText')}
        checked={isAdmin}
        onChange={() => setAdmin(!isAdmin)}
      />
    </FormDialog>
  );
}
