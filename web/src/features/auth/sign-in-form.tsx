import { useForm } from 'react-hook-form';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { emailRules } from './field-rules.ts';
import { FormProblem } from './form-problem.tsx';
import { type Credentials, signIn } from './session.ts';
import { submitWith } from './submit.ts';

interface SignInFormProps {
  readonly onDone: () => void;
  /** Where only one address will do. */
  readonly email?: string;
}

export function SignInForm({ onDone, email = '' }: SignInFormProps) {
  const { t } = useTexts();
  const form = useForm<Credentials>({ defaultValues: { email, password: '' } });
  const { register, formState } = form;
  const submit = submitWith(form, async (credentials) => {
    await signIn(credentials);
    onDone();
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <TextField
        label={t('fields.email')}
        type="email"
        dir="ltr"
        autoComplete="username"
        readOnly={email !== ''}
        autoFocus={email === ''}
        error={formState.errors.email?.message}
        {...register('email', emailRules())}
      />
      <TextField
        label={t('fields.password')}
        type="password"
        dir="ltr"
        autoComplete="current-password"
        autoFocus={email !== ''}
        error={formState.errors.password?.message}
        {...register('password', { required: t('fields.required') })}
      />
      <FormProblem>{formState.errors.root?.message}</FormProblem>
      <Button type="submit" tone="primary" size="large" isWide isBusy={formState.isSubmitting}>
        {t('signIn.submit')}
      </Button>
    </form>
  );
}
