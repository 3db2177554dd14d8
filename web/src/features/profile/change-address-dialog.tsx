import { useSuspenseQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isEmail, isGiven } from '../../ui/field-rules.ts';
import { changeAddress } from '../../data/session/change-account.ts';
import { OwnPasswordField } from '../security/own-password-field.tsx';
import { secondFactorsQuery } from '../../data/security/queries.ts';

interface ChangeAddressDialogProps {
  readonly onSent: (email: string) => void;
  readonly onClose: () => void;
}

/** The new address applies once the link in its mail is followed. */
export function ChangeAddressDialog({ onSent, onClose }: ChangeAddressDialogProps) {
  const { t } = useTexts();
  const { hasPassword } = useSuspenseQuery(secondFactorsQuery).data;
  const form = useForm({
    start: { email: '', password: '' },
    rules: { email: isEmail, ...(hasPassword ? { password: isGiven } : {}) },
    codes: { 'wrong-password': 'password' },
    send: async ({ email, password }) => {
      await changeAddress(email.trim(), hasPassword ? password : undefined);
      onSent(email.trim());
      onClose();
    },
  });
  return (
    <FormDialog title={t('address.changeTitle')} submit={t('address.send')} form={form} onClose={onClose}>
      <p className="text-soft">{t('address.changeText')}</p>
      <TextField label={t('address.new')} type="email" dir="ltr" autoComplete="email" {...form.field('email')} />
      {hasPassword && <OwnPasswordField {...form.field('password')} />}
    </FormDialog>
  );
}
