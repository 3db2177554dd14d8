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

interface LazyPartOptions<Props> {
  /** The placeholder until its code is loaded; none if this is missing. */
  readonly waiting?: (props: Props) => ReactNode;
  /** Shown if it could not be loaded, or threw. */
  readonly failed: (failure: Failure<Props>) => ReactNode;
}

type LazyPart<Props> = ComponentType<Props> & { readonly preload: () => void };

/**
 * A component whose code is loaded when it is first shown. If that fails, or it throws, only this part fails, and the
 * next attempt loads it again: unlike React's `lazy`, which keeps a failure.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { waiting = () => null, failed }: LazyPartOptions<Props>,
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

/** For something that was opened: it closes again, and shows why. */
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

/** For a part of the page itself: the error and a retry. */
export function inPlace<Props>({ error, retry }: Failure<Props>): ReactNode {
  return <ErrorState error={error} onRetry={retry} />;
}
