import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FormProblem } from './form-problem.tsx';
import { passkeyProblem } from './passkey-support.ts';

interface PasskeyButtonProps {
  readonly tone: 'primary' | 'secondary';
  readonly use: () => Promise<void>;
  readonly onDone: () => void;
  readonly children: ReactNode;
}

/** Asks the browser for a passkey, and says why where none came. */
export function PasskeyButton({ tone, use, onDone, children }: PasskeyButtonProps) {
  const attempt = useMutation({ mutationFn: use, onSuccess: onDone });
  return (
    <div className="grid gap-3">
      <Button tone={tone} size="large" isWide isBusy={attempt.isPending} onClick={() => attempt.mutate()}>
        <Icon of={KeyRound} />
        {children}
      </Button>
      <FormProblem>{attempt.error && passkeyProblem(attempt.error)}</FormProblem>
    </div>
  );
}
