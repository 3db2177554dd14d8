import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';

/** Sends a mail again. */
export function ResendButton({ send }: { send: () => Promise<void> }) {
  const { t } = useTexts();
  const again = useMutation({ mutationFn: send });
  return (
    <div className="grid gap-3">
      <p role="status" className="text-meta text-muted">
        {t(again.isSuccess ? 'mailed.sentAgain' : 'mailed.spam')}
      </p>
      <FormProblem>{again.error && problemText(again.error)}</FormProblem>
      <Button className="justify-self-start" isBusy={again.isPending} onClick={() => again.mutate()}>
        {t('mailed.again')}
      </Button>
    </div>
  );
}
