import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../lib/problem.ts';
import { useSecret } from '../../lib/fragment.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AuthHeading } from './auth-heading.tsx';
import { isNewPassword } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { resetPassword } from '../../data/session/mailed-links.ts';
import { useSendsMail } from '../../data/server/use-server.ts';

/** Target of the mail for a forgotten password. Another link in the same tab starts again. */
export function ResetPage() {
  const token = useSecret();
  return <Reset key={token} token={token} />;
}

function Reset({ token }: { token: string }) {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  const [step, setStep] = useState<'asking' | 'done' | 'expired'>(token === '' ? 'expired' : 'asking');
  const form = useForm({
    start: { password: '' },
    rules: { password: isNewPassword },
    send: async ({ password }) => {
      try {
        await resetPassword(token, password);
        setStep('done');
      } catch (error) {
        if (!isProblem(error, 'link-expired')) throw error;
        setStep('expired');
      }
    },
  });
  if (step === 'expired') {
    return (
      <>
        <AuthHeading title={t('links.expiredTitle')}>
          {t('links.expiredText')} {!sendsMail && t('verify.off')}
        </AuthHeading>
        {sendsMail && (
          <Link to="/forgot" className={buttonClass({ tone: 'primary', size: 'large', isWide: true })}>
            {t('links.newReset')}
          </Link>
        )}
      </>
    );
  }
  if (step === 'done') {
    return (
      <>
        <AuthHeading title={t('reset.doneTitle')}>{t('reset.doneText')}</AuthHeading>
        <Link
          to="/sign-in"
          search={{ next: '/settings/security' }}
          className={buttonClass({ tone: 'primary', size: 'large', isWide: true })}
        >
          {t('reset.review')}
        </Link>
      </>
    );
  }
  return (
    <>
      <AuthHeading title={t('reset.title')}>{t('reset.text')}</AuthHeading>
      <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextField
          label={t('reset.password')}
          type="password"
          dir="ltr"
          autoComplete="new-password"
          autoFocus
          hint={t('fields.passwordHint')}
          {...form.field('password')}
        />
        <FormProblem>{form.problem}</FormProblem>
        <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
          {t('reset.submit')}
        </Button>
      </form>
    </>
  );
}
