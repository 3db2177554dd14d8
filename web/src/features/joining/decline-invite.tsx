import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { declineInvite } from '../../data/invites/answer-invite.ts';

interface DeclineInviteProps {
  readonly token: string;
  readonly onDeclined: () => void;
}

/** Declines an invite; the link is sufficient for that. */
export function DeclineInvite({ token, onDeclined }: DeclineInviteProps) {
  const { t } = useTexts();
  const decline = useMutation({ mutationFn: () => declineInvite(token), onSuccess: onDeclined });
  return (
    <div className="grid gap-4">
      <FormProblem>{decline.error && problemText(decline.error)}</FormProblem>
      <Button tone="quiet" isWide isBusy={decline.isPending} onClick={() => decline.mutate()}>
        {t('invite.decline')}
      </Button>
    </div>
  );
}
