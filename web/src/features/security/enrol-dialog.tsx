import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../lib/problem.ts';
import { latinDigits } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isGiven } from '../../ui/field-rules.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { beginTotp, confirmTotp, reloadFactors, secondFactorsQuery } from '../../data/security/queries.ts';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';

type Enrolment = Awaited<ReturnType<typeof beginTotp>>;

const formId = 'enrol';

/** Shows the secret for an authenticator app, checks a first code, and shows recovery codes. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  // The secret is created for this dialog and discarded with it.
  const enrolment = useQuery({ queryKey: ['enrolment'], queryFn: () => beginTotp(), gcTime: 0, retry: false });
  const [confirmed, setConfirmed] = useState<Enrolment | null>(null);
  const { hasPassword } = useSuspenseQuery(secondFactorsQuery).data;
  const secret = confirmed ?? enrolment.data;
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const form = useForm({
    start: { code: '' },
    rules: { code: isGiven },
    codes: { 'invalid-code': 'code' },
    send: async ({ code }) => {
      setCodes(await confirmTotp(latinDigits(code.trim())));
      await reloadFactors();
    },
  });
  if (codes) return <RecoveryCodesDialog codes={codes} onClose={onClose} />;
  if (!secret && hasPassword && isProblem(enrolment.error) && enrolment.error.code === 'confirm-yourself') {
    const confirm = async (password?: string) => setConfirmed(await beginTotp(password));
    return (
      <PasswordDialog title={t('enrol.title')} submit={t('enrol.confirm')} onConfirm={confirm} onClose={onClose}>
        <p className="text-soft">{t('enrol.askPassword')}</p>
      </PasswordDialog>
    );
  }
  return (
    <Dialog
      title={t('enrol.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" isBusy={form.isSending} disabled={!secret}>
            {t('enrol.submit')}
          </Button>
        </>
      }
    >
      <FormProblem>{!secret && enrolment.error && problemText(enrolment.error)}</FormProblem>
      {secret && <Secret {...secret} />}
      <form id={formId} onSubmit={form.onSubmit} noValidate className="grid gap-4">
        <TextField
          label={t('enrol.code')}
          dir="ltr"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          className="figure tracking-[0.12em]"
          {...form.field('code')}
        />
        <FormProblem>{form.problem}</FormProblem>
      </form>
    </Dialog>
  );
}

function Secret({ qrSvg, secret }: { qrSvg: string; secret: string }) {
  const { t } = useTexts();
  return (
    <>
      <p className="text-soft">{t('enrol.scan')}</p>
      <img
        src={`data:image/svg+xml,${encodeURIComponent(qrSvg)}`}
        alt={t('enrol.qr')}
        width={184}
        height={184}
        // Apps can only scan dark on light, in both themes.
        className="justify-self-center rounded-normal border border-line bg-[white] p-2"
      />
      <div className="grid gap-1.5">
        <p className="text-meta text-muted">{t('enrol.byHand')}</p>
        <div className="flex flex-wrap items-center gap-2">
          <code dir="ltr" className="min-w-0 flex-1 basis-48 break-all select-all">
            {secret.match(/.{1,4}/g)?.join(' ')}
          </code>
          <CopyButton text={secret} />
        </div>
      </div>
    </>
  );
}
