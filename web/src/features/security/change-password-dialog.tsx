import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isGiven, isNewPassword } from '../../ui/field-rules.ts';
import { useMe } from '../../data/session/use-me.ts';
import { changePassword } from '../../data/security/queries.ts';

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { email } = useMe();
  const form = useForm({
    start: { currentPassword: '', newPassword: '' },
    rules: { currentPassword: isGiven, newPassword: isNewPassword },
    codes: { 'wrong-password': 'currentPassword', 'password-too-common': 'newPassword' },
    send: async ({ currentPassword, newPassword }) => {
      await changePassword(currentPassword, newPassword);
      showToast({ text: t('password.changed') });
      onClose();
    },
  });
  return (
    <FormDialog title={t('password.change')} submit={t('password.change')} form={form} onClose={onClose}>
      {/* For password managers: whose password it is. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <TextField
        label={t('password.current')}
        type="password"
        dir="ltr"
        autoComplete="current-password"
        {...form.field('currentPassword')}
      />
      <TextField
        label={t('password.new')}
        type="password"
        dir="ltr"
        autoComplete="new-password"
        hint={t('fields.passwordHint')}
        {...form.field('newPassword')}
      />
    </FormDialog>
  );
}
