import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { retryMessage } from '../../data/mail-log/queries.ts';

/** Sends one email again. */
export function RetryButton({ id }: { id: string }) {
  const { t } = useTexts();
  const retry = useMutation({
    mutationFn: () => retryMessage(id),
    onSuccess: () => showToast({ text: t('mailLog.retried') }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <Button className="justify-self-start" isBusy={retry.isPending} onClick={() => retry.mutate()}>
      {t('mailLog.retry')}
    </Button>
  );
}
