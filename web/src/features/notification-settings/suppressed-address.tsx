import { useMutation, useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { emailAddressQuery, retryEmailAddress } from '../../data/email-address/queries.ts';

/** Says why one's address gets no notifications, and offers another try. */
export function SuppressedAddress() {
  const { t } = useTexts();
  const id = useId();
  const { data } = useQuery(emailAddressQuery);
  const retry = useMutation({
    mutationFn: retryEmailAddress,
    onSuccess: () => showToast({ text: t('suppressedAddress.retried') }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  if (!data?.suppression) return null;
  const { reason, detail, since } = data.suppression;
  return (
    <section
      aria-labelledby={id}
      className="flex flex-wrap items-start gap-x-4 gap-y-3 rounded-[6px] bg-danger-wash px-4 py-3"
    >
      <div className="grid min-w-0 flex-1 basis-64 gap-1 wrap-anywhere">
        <h2 id={id} className="font-semibold text-danger">
          {t('suppressedAddress.title')}
        </h2>
        <p className="flex flex-wrap items-baseline gap-x-3">
          <bdi dir="ltr" className="font-medium">
            {data.email}
          </bdi>
          <span className="text-meta text-soft">
            <Ago moment={since} />
          </span>
        </p>
        <p>{t(`suppressedAddress.reasons.${reason}`)}</p>
        {detail !== '' && (
          <p className="text-meta text-soft">
            <bdi>{detail}</bdi>
          </p>
        )}
        <p className="text-soft">{t('suppressedAddress.stillSent')}</p>
      </div>
      <Button isBusy={retry.isPending} onClick={() => retry.mutate()}>
        {t('common.retry')}
      </Button>
    </section>
  );
}
