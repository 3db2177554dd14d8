import { Outlet, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { missingParts } from '../api/missing-parts.ts';
import { currentLanguage } from '../i18n/language.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { ConnectionBanner } from '../features/outbox/connection-banner.tsx';
import { subtaskQuestions } from '../data/tasks/close-task.ts';
import { ownPath } from '../lib/own-path.ts';
import { useSignal } from '../lib/signal.ts';
import { closing, lazyPart } from '../ui/lazy-part.tsx';
import { noteShown, streamState } from './session.ts';
import { UpdateBanner } from './update-banner.tsx';
import { ZoneOffer } from './zone-offer.tsx';

const SubtaskQuestion = lazyPart(async () => (await import('../features/tasks/subtask-question.tsx')).SubtaskQuestion, {
  failed: closing(() => subtaskQuestions.open.get()?.answer(null)),
});

/**
 * The parent of every page behind the sign-in: shows when the connection is lost, a part of the server is away, or a
 * newer build is ready.
 */
export function SessionLayout() {
  useOpenedNotifications();
  useEffect(noteShown, []);
  return (
    <div className="flex h-full flex-col">
      <StreamBanner />
      <MissingPartsBanner />
      <UpdateBanner />
      <ZoneOffer />
      <div className="min-h-0 flex-1">
        <Outlet />
      </div>
      {useSignal(subtaskQuestions.open) !== null && <SubtaskQuestion />}
    </div>
  );
}

function StreamBanner() {
  const state = useSignal(streamState());
  // Then only live updates are unavailable, which the other line says.
  const isPartMissing = useSignal(missingParts).includes('notifications');
  return <ConnectionBanner isDown={state === 'down' && !isPartMissing} />;
}

/** Says which parts of the server are unavailable, where they run in processes of their own. */
function MissingPartsBanner() {
  const { t } = useTexts();
  const names = useSignal(missingParts).map((part) => t(`connection.parts.${part}`));
  const parts = new Intl.ListFormat(currentLanguage(), { type: 'conjunction' }).format(names);
  return <Banner>{names.length > 0 && t('connection.partsMissing', { parts })}</Banner>;
}

function Banner({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status">
      {children && (
        <p className="border-b border-line bg-hover px-4 py-1.5 text-center text-meta text-soft">{children}</p>
      )}
    </div>
  );
}

/** A click on a push message shows its page in the window that is open, without starting the app anew. */
function useOpenedNotifications(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    const open = ({ data }: MessageEvent<{ kind?: unknown; link?: unknown }>) => {
      if (data.kind === 'open') void navigate({ href: ownPath(String(data.link)) ?? '/' });
    };
    workers?.addEventListener('message', open);
    return () => workers?.removeEventListener('message', open);
  }, [navigate]);
}
