import { CatchBoundary } from '@tanstack/react-router';
import i18next from 'i18next';
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { isProblem } from '../lib/problem.ts';
import { problemText } from '../i18n/problem-text.ts';
import { createSignal, useSignal } from '../lib/signal.ts';
import { ErrorState } from './error-state.tsx';
import { showToast } from './toasts.ts';

interface Failure<Props> {
  readonly props: Props;
  readonly error: unknown;
  readonly retry: () => void;
}

interface Manner<Props> {
  /** What stands in its place until its code has come; nothing where this is missing. */
  readonly waiting?: (props: Props) => ReactNode;
  /** What stands there when it could not be loaded, or broke. */
  readonly failed: (failure: Failure<Props>) => ReactNode;
}

type LazyPart<Props> = ComponentType<Props> & { readonly preload: () => void };

/**
 * A component whose code is loaded when it is first shown. Where that fails, or where it breaks, it fails alone, and
 * the next attempt loads it anew: unlike `lazy` of React, which keeps a failure for good.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { waiting = () => null, failed }: Manner<Props>,
): LazyPart<Props> {
  const loaded = createSignal<{ readonly Part: ComponentType<Props> } | null>(null);
  const fetchPart = async () => loaded.set({ Part: await load() });

  function Lazy(props: Props) {
    const loadedPart = useSignal(loaded);
    const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
    const isWanted = loadedPart === null && failure === null;
    useEffect(() => {
      if (isWanted) fetchPart().catch((error: unknown) => setFailure({ error }));
    }, [isWanted]);
    if (failure) return failed({ props, error: failure.error, retry: () => setFailure(null) });
    if (loadedPart === null) return waiting(props);
    return (
      <CatchBoundary
        getResetKey={() => 0}
        errorComponent={({ error, reset }) => failed({ props, error, retry: reset })}
      >
        <loadedPart.Part {...props} />
      </CatchBoundary>
    );
  }

  const preload = () => {
    if (loaded.get() === null) fetchPart().catch(() => undefined);
  };
  return Object.assign(Lazy, { preload });
}

/** For what one opened: it closes again, and says why. */
export function closing<Props>(close: (props: Props) => void) {
  return ({ props, error }: Failure<Props>) => <Closing error={error} onClose={() => close(props)} />;
}

function Closing({ error, onClose }: { error: unknown; onClose: () => void }) {
  const [close] = useState(() => onClose);
  useEffect(() => {
    const isOutdated = isProblem(error, 'page-outdated');
    showToast({
      tone: 'danger',
      topic: 'part',
      text: i18next.t('parts.failed'),
      detail: problemText(error),
      ...(isOutdated ? { action: { label: i18next.t('parts.reload'), run: () => location.reload() } } : {}),
    });
    close();
  }, [error, close]);
  return null;
}

/** For a part of the page itself: what went wrong, and another try. */
export function inPlace<Props>({ error, retry }: Failure<Props>): ReactNode {
  return <ErrorState error={error} onRetry={retry} />;
}
