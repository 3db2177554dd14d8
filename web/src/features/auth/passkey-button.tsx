import { KeyRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { passkeyProblem } from '../../data/session/passkey-support.ts';

interface PasskeyButtonProps {
  readonly tone: 'primary' | 'secondary';
  readonly use: () => Promise<void>;
  readonly onDone: () => void;
  readonly children: ReactNode;
}

/** Requests a passkey from the browser, and shows the reason if there is none. */
export function PasskeyButton({ tone, use, onDone, children }: PasskeyButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const attempt = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await use();
      onDone();
    } catch (error) {
      setProblem(passkeyProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="grid gap-3">
      <Button tone={tone} size="large" isWide isBusy={isBusy} onClick={() => void attempt()}>
        <Icon of={KeyRound} />
        {children}
      </Button>
      <FormProblem>{problem}</FormProblem>
    </div>
  );
}
