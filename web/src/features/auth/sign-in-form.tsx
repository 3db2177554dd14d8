import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isEmail, isGiven } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { type SecondFactorChallenge, signIn } from '../../data/session/session.ts';

interface SignInFormProps {
  readonly onDone: () => void;
  readonly onAsked: (challenge: SecondFactorChallenge) => void;
  /** The password was right, but the address is not confirmed. */
  readonly onUnconfirmed: (email: string) => void;
  /** Given if only one address can be used. */
  readonly email?: string;
}

export function SignInForm({ onDone, onAsked, onUnconfirmed, email = '' }: SignInFormProps) {
  const { t } = useTexts();
  const form = useForm({
    start: { email, password: '' },
    rules: { email: isEmail, password: isGiven },
    send: async ({ email: typedEmail, password }) => {
      const credentials = { email: typedEmail.trim(), password };
      try {
        const challenge = await signIn(credentials);
        if (challenge) onAsked(challenge);
        else onDone();
      } catch (error) {
        if (!isProblem(error, 'email-not-confirmed')) throw error;
        onUnconfirmed(credentials.email);
      }
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
      <Link to="/forgot" className="justify-self-center text-accent-text underline-offset-2 hover:underline">
        {t('signIn.forgot')}
      </Link>
    </form>
  );
}
