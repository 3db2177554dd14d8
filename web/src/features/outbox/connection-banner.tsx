import { useEffect, useState } from 'react';
import { isOnlyInPage, refusedChanges, waitingChanges } from '../../data/outbox/outbox.ts';
import { isOutboxOpen } from '../../data/outbox/shown.ts';
import { stuckChange } from '../../data/outbox/stuck.ts';
import { signOutQuestions } from '../../data/outbox/sign-out-question.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { isOnline } from '../../lib/online.ts';
import { useSignal } from '../../lib/signal.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';

const OutboxDialog = lazyPart(async () => (await import('./outbox-dialog.tsx')).OutboxDialog, {
  failed: closing(() => isOutboxOpen.set(false)),
});

/** Changes that are sent within this time are not worth a message. */
const quietMs = 2_000;

/** Says whether the server can be reached, and how many changes wait for it or were refused by it. */
export function ConnectionBanner({ isDown }: { readonly isDown: boolean }) {
  const { t } = useTexts();
  const isOffline = !useSignal(isOnline) || isDown;
  const waiting = useSignal(waitingChanges).length;
  const refused = useSignal(refusedChanges).length;
  const isStuck = useSignal(stuckChange) !== null;
  const isLost = useSignal(isOnlyInPage);
  const isOpen = useSignal(isOutboxOpen);
  const question = useSignal(signOutQuestions.open);
  const isLong = useIsLong(waiting > 0);
  const parts = [
    waiting > 0 && isOffline && t('outbox.offline', { count: waiting }),
    waiting > 0 && !isOffline && isStuck && t('outbox.stuck', { count: waiting }),
    waiting > 0 && !isOffline && !isStuck && isLong && t('outbox.sending', { count: waiting }),
    waiting === 0 && isDown && t('connection.down'),
    waiting > 0 && isLost && t('outbox.onlyHere'),
    refused > 0 && t('outbox.refused', { count: refused }),
  ].filter((part) => part !== false);
  return (
    <>
      <div role="status">
        {parts.length > 0 && (
          <p className="flex flex-wrap items-center justify-center gap-x-3 border-b border-line bg-hover px-4 py-1 text-meta text-soft">
            {parts.map((part) => (
              <span key={part}>{part}</span>
            ))}
            {waiting + refused > 0 && (
              <Button size="small" onClick={() => isOutboxOpen.set(true)}>
                {t('outbox.show')}
              </Button>
            )}
          </p>
        )}
      </div>
      {isOpen && <OutboxDialog />}
      {question && (
        <ConfirmDialog
          title={t('outbox.signOutTitle')}
          submit={t('outbox.signOut')}
          onConfirm={async () => question.answer(true)}
          onClose={() => question.answer(false)}
        >
          {t('outbox.signOutText', { count: question.question })}
        </ConfirmDialog>
      )}
    </>
  );
}

/** Whether something has been so for a while. */
function useIsLong(isSo: boolean): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(isSo), isSo ? quietMs : 0);
    return () => clearTimeout(timer);
  }, [isSo]);
  return isLong;
}
