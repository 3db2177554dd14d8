import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { EmailTest } from '../../api/types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useForm } from '../../ui/use-form.ts';
import { isEmail } from '../../ui/field-rules.ts';
import { useMe } from '../../data/session/use-me.ts';
import { sendTestEmail } from '../../data/mail-log/queries.ts';

/** Sends a test email, and shows what the provider replied. */
export function TestDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { email } = useMe();
  const [result, setResult] = useState<EmailTest>();
  const form = useForm({
    start: { to: email },
    rules: { to: isEmail },
    send: async ({ to }) => {
      setResult(undefined);
      setResult(await sendTestEmail(to.trim()));
    },
  });
  return (
    <FormDialog
      title={t('mailLog.test')}
      submit={t('mailLog.send')}
      cancel={t('common.close')}
      form={form}
      onClose={onClose}
    >
      <TextField label={t('mailLog.to')} type="email" dir="ltr" {...form.field('to')} />
      <div role="status">
        {result && (
          <div className={result.state === 'failed' ? 'text-danger' : 'text-soft'}>
            <p>{t(`mailLog.results.${result.state}`)}</p>
            {result.provider !== null && result.provider !== 'outbox' && (
              <p>
                <bdi>{t(`mailLog.transports.${result.provider}`)}</bdi>
              </p>
            )}
            {result.error !== null && (
              <p className="wrap-anywhere">
                <bdi>{result.error}</bdi>
              </p>
            )}
          </div>
        )}
      </div>
    </FormDialog>
  );
}
