import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';

export function AcceptInvite({ onAccept }: { onAccept: () => Promise<void> }) {
  const { t } = useTexts();
  const accept = useMutation({ mutationFn: onAccept });
  return (
    <div className="grid gap-4">
      <FormProblem>{accept.error && problemText(accept.error)}</FormProblem>
      <Button tone="primary" size="large" isWide isBusy={accept.isPending} onClick={() => accept.mutate()}>
        {t('invite.accept')}
      </Button>
    </div>
  );
}
