import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { useForm } from '../../ui/use-form.ts';
import { isGiven, isNewPassword } from '../auth/field-rules.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { useMe } from '../auth/use-me.ts';
import { changePassword } from './queries.ts';

const formId = 'change-password';

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
    <Dialog
      title={t('password.change')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" isBusy={form.isSending}>
            {t('password.change')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
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
        <FormProblem>{form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}
