import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { AuthHeading } from './auth-heading.tsx';
import { isEmail } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { meQuery, sendConfirmation } from '../../data/session/session.ts';
import { useSendsMail } from '../../data/server/use-server.ts';

/** Shown for an expired confirmation link; offers a new one. */
export function NewConfirmation() {
  const { t } = useTexts();
  const { data: me } = useQuery(meQuery);
  const sendsMail = useSendsMail();
  const [sentTo, setSentTo] = useState('');
  const form = useForm({
    start: { email: me?.email ?? '' },
    rules: { email: isEmail },
    send: async ({ email }) => {
      await sendConfirmation(email.trim());
      setSentTo(email.trim());
    },
  });
  if (sentTo !== '') {
    return <AuthHeading title={t('mailed.title')}>{t('verify.sent', { email: sentTo })}</AuthHeading>;
  }
  return (
    <>
      <AuthHeading title={t('links.expiredTitle')}>
        {t('links.expiredText')} {!sendsMail && t('verify.off')}
      </AuthHeading>
      {sendsMail && (
        <form onSubmit={form.onSubmit} noValidate className="grid gap-4">
          <TextField
            label={t('fields.email')}
            type="email"
            dir="ltr"
            autoComplete="username"
            readOnly={Boolean(me)}
            {...form.field('email')}
          />
          <FormProblem>{form.problem}</FormProblem>
          <Button type="submit" tone="primary" size="large" isWide isBusy={form.isSending}>
            {t('verify.newLink')}
          </Button>
        </form>
      )}
      <Link to="/" className="justify-self-start text-accent-text hover:underline">
        {t(me ? 'notFound.back' : 'mailed.toSignIn')}
      </Link>
    </>
  );
}
