import { useMutation, usePrefetchQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/section.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { sendConfirmation } from '../../data/session/session.ts';
import { useMe } from '../../data/session/use-me.ts';
import { useSendsMail } from '../../data/server/use-server.ts';
import { secondFactorsQuery } from '../../data/security/queries.ts';
import { ChangeAddressDialog } from './change-address-dialog.tsx';

/** The email address for sign-in and mail. */
export function AddressSection() {
  const { t } = useTexts();
  // The dialog opens with it.
  usePrefetchQuery(secondFactorsQuery);
  const { email, emailVerified } = useMe();
  const sendsMail = useSendsMail();
  const [isChanging, setChanging] = useState(false);
  const [waiting, setWaiting] = useState('');
  const confirm = useMutation({ mutationFn: () => sendConfirmation(email) });
  return (
    <Section
      title={t('address.title')}
      text={<bdi dir="ltr">{email}</bdi>}
      action={sendsMail && <Button onClick={() => setChanging(true)}>{t('address.change')}</Button>}
    >
      {!sendsMail && emailVerified && <p className="text-muted">{t('address.off')}</p>}
      {waiting !== '' && (
        <p role="status" className="rounded-[6px] bg-accent-wash px-3 py-2">
          {t('address.waiting', { email: waiting })}
        </p>
      )}
      {!emailVerified && (
        <div className="flex flex-wrap items-center gap-3">
          <p role="status" className="text-muted">
            {t(
              confirm.isSuccess ? 'address.confirmSent' : sendsMail ? 'address.unconfirmed' : 'address.unconfirmedOff',
            )}
          </p>
          {sendsMail && !confirm.isSuccess && (
            <Button size="small" isBusy={confirm.isPending} onClick={() => confirm.mutate()}>
              {t('address.confirm')}
            </Button>
          )}
        </div>
      )}
      {confirm.error && <FormProblem>{problemText(confirm.error)}</FormProblem>}
      {isChanging && <ChangeAddressDialog onSent={setWaiting} onClose={() => setChanging(false)} />}
    </Section>
  );
}
