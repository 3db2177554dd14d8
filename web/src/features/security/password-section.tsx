import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/section.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { useSendsMail } from '../../data/server/use-server.ts';
import { ChangePasswordDialog } from './change-password-dialog.tsx';
import { secondFactorsQuery, sendPasswordLink } from '../../data/security/queries.ts';

export function PasswordSection() {
  const { t } = useTexts();
  const { data } = useSuspenseQuery(secondFactorsQuery);
  const [isChanging, setChanging] = useState(false);
  if (!data.hasPassword) return <NoPassword />;
  return (
    <Section
      title={t('password.title')}
      text={t('password.text')}
      action={<Button onClick={() => setChanging(true)}>{t('password.change')}</Button>}
    >
      {isChanging && <ChangePasswordDialog onClose={() => setChanging(false)} />}
    </Section>
  );
}

/** People who signed up by a provider have no password; a mailed link sets one. */
function NoPassword() {
  const { t } = useTexts();
  const { email } = useMe();
  const sendsMail = useSendsMail();
  const send = useMutation({ mutationFn: () => sendPasswordLink(email) });
  return (
    <Section
      title={t('password.title')}
      text={t('password.none')}
      action={
        sendsMail &&
        !send.isSuccess && (
          <Button isBusy={send.isPending} onClick={() => send.mutate()}>
            {t('password.set')}
          </Button>
        )
      }
    >
      {!sendsMail && <p className="text-muted">{t('password.off')}</p>}
      <p role="status">{send.isSuccess && t('password.sent', { email })}</p>
      <FormProblem>{send.error && problemText(send.error)}</FormProblem>
    </Section>
  );
}
