import { useForm } from 'react-hook-form';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { emailRules, nameRules, newPasswordRules } from './field-rules.ts';
import { FormProblem } from './form-problem.tsx';
import { type NewAccount, signUp } from './session.ts';
import { submitWith } from './submit.ts';

interface SignUpFormProps {
  readonly onDone: () => void;
  readonly email?: string;
  readonly tokens?: Pick<NewAccount, 'inviteToken' | 'setupToken'>;
}

export function SignUpForm({ onDone, email = '', tokens }: SignUpFormProps) {
  const { t } = useTexts();
  const form = useForm({ defaultValues: { name: '', email, password: '' } });
  const { register, formState } = form;
  const submit = submitWith(form, async (account) => {
    await signUp({ ...account, name: account.name.trim(), ...tokens });
    onDone();
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <TextField
        label={t('fields.name')}
        autoComplete="name"
        autoFocus
        error={formState.errors.name?.message}
        {...register('name', nameRules())}
      />
      <TextField
        label={t('fields.email')}
        type="email"
        dir="ltr"
        autoComplete="username"
        readOnly={email !== ''}
        error={formState.errors.email?.message}
        {...register('email', emailRules())}
      />
      <TextField
        label={t('fields.password')}
        type="password"
        dir="ltr"
        autoComplete="new-password"
        hint={t('fields.passwordHint')}
        error={formState.errors.password?.message}
        {...register('password', newPasswordRules())}
      />
      <FormProblem>{formState.errors.root?.message}</FormProblem>
      <Button type="submit" tone="primary" size="large" isWide isBusy={formState.isSubmitting}>
        {t('signUp.submit')}
      </Button>
    </form>
  );
}
