import { useTexts } from '../../i18n/use-texts.ts';
import { endSession } from '../../data/session/session.ts';
import { Button } from '../../ui/button.tsx';

const signOutHere = () => void endSession().finally(() => location.reload());

/** Signed in with another address than the invite is for: it can't be used so, and here is the way out. */
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
