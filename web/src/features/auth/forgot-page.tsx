import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AuthHeading } from './auth-heading.tsx';
import { isEmail } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { ResendButton } from './resend-button.tsx';
import { sendReset } from '../../data/session/mailed-links.ts';
import { useSendsMail } from '../../data/server/use-server.ts';

/** The reply is the same for every address, so it does not disclose who has an account. */
export function ForgotPage() {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  const [askedFor, setAskedFor] = useState('');
  const form = useForm({
    start: { email: '' },
    rules: { email: isEmail },
    send: async ({ email }) => {
      await sendReset(email.trim());
      setAskedFor(email.trim());
    },
  });
  const isSent = askedFor !== '';
  const toSignIn = (
    <Link to="/sign-in" className="justify-self-start text-accent-text hover:underline">
      {t('mailed.toSignIn')}
    </Link>
  );
  if (!sendsMail) {
    return (
      <>
        <AuthHeading title={t('mailed.offTitle')}>{t('forgot.off')}</AuthHeading>
        {toSignIn}
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t(isSent ? 'mailed.title' : 'forgot.title')}>
        {isSent ? t('forgot.sent', { email: askedFor }) : t('forgot.text')}
      </AuthHeading>
      {isSent ? (
        <ResendButton send={() => sendReset(askedFor)} />
      ) : (
        <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
          <TextField
            label={t('fields.email')}
            type="email"
            dir="ltr"
            autoComplete="username"
            autoFocus
            {...form.field('email')}
          />
          <FormProblem>{form.problem}</FormProblem>
          <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
            {t('forgot.submit')}
          </Button>
        </form>
      )}
      {toSignIn}
    </>
  );
}
