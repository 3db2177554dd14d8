import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isEmail, isName, isNewPassword } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { type NewAccount, signUp } from '../../data/session/session.ts';

interface SignUpFormProps {
  readonly onDone: () => void;
  /** Called if the address must be confirmed before the first sign-in. */
  readonly onUnconfirmed?: (email: string) => void;
  readonly email?: string;
  readonly tokens?: Pick<NewAccount, 'inviteToken' | 'setupToken'>;
}

export function SignUpForm({ onDone, onUnconfirmed, email = '', tokens }: SignUpFormProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { name: '', email, password: '' },
    rules: { name: isName, email: isEmail, password: isNewPassword },
    codes: { 'email-taken': 'email' },
    send: async (values) => {
      const account = { ...values, name: values.name.trim(), email: values.email.trim() };
      const isIn = await signUp({ ...account, ...tokens });
      if (isIn) onDone();
      else onUnconfirmed?.(account.email);
    },
  });
  return (
    <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
      <TextField label={t('fields.name')} autoComplete="name" autoFocus {...form.field('name')} />
      <TextField
        label={t('fields.email')}
        type="email"
        dir="ltr"
        autoComplete="username"
        readOnly={email !== ''}
        {...form.field('email')}
      />
      <TextField
        label={t('fields.password')}
        type="password"
        dir="ltr"
        autoComplete="new-password"
        hint={t('fields.passwordHint')}
        {...form.field('password')}
      />
      <FormProblem>{form.problem}</FormProblem>
      <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
        {t('signUp.submit')}
      </Button>
    </form>
  );
}
