import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { CheckField } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isEmail, isName, isNewPassword } from '../../ui/field-rules.ts';
import { useSendsMail } from '../../data/server/use-server.ts';
import { createUser, linkForUser } from '../../data/accounts/queries.ts';
import { type UserLink, UserLinkDialog } from './user-link-dialog.tsx';

export function NewUserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  const [link, setLink] = useState<UserLink>();
  const [isAdmin, setAdmin] = useState(false);
  const form = useForm({
    start: { name: '', email: '', password: '' },
    rules: { name: isName, email: isEmail, password: (value) => (value === '' ? undefined : isNewPassword(value)) },
    codes: { 'email-taken': 'email', 'password-too-common': 'password' },
    send: async ({ name, email, password }) => {
      const account = { name: name.trim(), email: email.trim(), instanceAdmin: isAdmin };
      const { id } = await createUser(password === '' ? account : { ...account, password });
      showToast({ text: t('users.done.create', { name: account.name }) });
      if (password === '' && !sendsMail) setLink({ name: account.name, url: await linkForUser(id, 'reset') });
      else onClose();
    },
  });
  if (link) return <UserLinkDialog link={link} onClose={onClose} />;
  return (
    <FormDialog title={t('users.newTitle')} submit={t('users.create')} form={form} onClose={onClose}>
      <TextField label={t('users.fullName')} dir="auto" autoComplete="off" {...form.field('name')} />
      <TextField label={t('fields.email')} type="email" dir="ltr" autoComplete="off" {...form.field('email')} />
      <TextField
        label={t('users.password')}
        type="password"
        dir="ltr"
        autoComplete="new-password"
        hint={t(sendsMail ? 'users.passwordHint' : 'users.passwordHintOff')}
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
