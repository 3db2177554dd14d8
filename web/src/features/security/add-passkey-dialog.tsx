import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../lib/problem.ts';
import { showToast } from '../../ui/toasts.ts';
import { withOwnPassword } from '../../data/session/own-password.ts';
import { passkeyProblem } from '../../data/session/passkey-support.ts';
import { NamePasskeyDialog } from './name-passkey-dialog.tsx';
import { reloadFactors, secondFactorsQuery } from '../../data/security/queries.ts';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';

/** Asks for a name, then the browser creates the passkey; the first factor comes with recovery codes. */
export function AddPasskeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { hasPassword } = useSuspenseQuery(secondFactorsQuery).data;
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<string>();
  if (codes) return <RecoveryCodesDialog codes={codes} onClose={onClose} />;
  const add = async (name: string, password?: string) => {
    setProblem(undefined);
    const { addPasskey } = await import('../../data/session/passkeys.ts');
    try {
      const recoveryCodes = await withOwnPassword(addPasskey(name, password));
      showToast({ text: t('passkeyList.isAdded') });
      if (recoveryCodes) setCodes(recoveryCodes);
      else onClose();
      await reloadFactors();
    } catch (error) {
      if (isProblem(error)) throw error;
      setProblem(passkeyProblem(error));
    }
  };
  return (
    <NamePasskeyDialog
      title={t('passkeyList.addTitle')}
      submit={t('passkeyList.go')}
      start=""
      asksPassword={hasPassword}
      problem={problem}
      onNamed={add}
      onClose={onClose}
    />
  );
}
