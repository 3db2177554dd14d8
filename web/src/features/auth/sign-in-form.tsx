import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isEmail, isGiven } from './field-rules.ts';
import { FormProblem } from './form-problem.tsx';
import { signIn } from './session.ts';

interface SignInFormProps {
  readonly onDone: () => void;
  /** Where only one address will do. */
  readonly email?: string;
}

export function SignInForm({ onDone, email = '' }: SignInFormProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { email, password: '' },
    rules: { email: isEmail, password: isGiven },
    send: async (credentials) => {
      await signIn({ ...credentials, email: credentials.email.trim() });
      onDone();
    },
  });
  return (
    <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
      <TextField
        label={t('fields.email')}
        type="email"
        dir="ltr"
        autoComplete="username"
        readOnly={email !== ''}
        autoFocus={email === ''}
        {...form.field('email')}
      />
      <TextField
        label={t('fields.password')}
        type="password"
        dir="ltr"
        autoComplete="current-password"
        autoFocus={email !== ''}
        {...form.field('password')}
      />
      <FormProblem>{form.problem}</FormProblem>
      <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
