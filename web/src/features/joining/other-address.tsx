import { useTexts } from '../../i18n/use-texts.ts';
import { endSession } from '../../data/session/session.ts';
import { Button } from '../../ui/button.tsx';

const signOutHere = () => void endSession().finally(() => location.reload());

/** Shown if the invite is for another address than the signed-in one; offers to sign out. */
export function OtherAddress({ own, invited }: { own: string; invited: string }) {
  const { t } = useTexts();
  return (
    <div className="grid gap-4">
      <p className="rounded-[6px] bg-hover px-3 py-2">{t('invite.otherAddress', { own, invited })}</p>
      <Button size="large" isWide onClick={signOutHere}>
        {t('invite.signOut')}
      </Button>
    </div>
  );
}
