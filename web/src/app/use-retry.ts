import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isProblem } from '../lib/problem.ts';
import { hasUnsavedText } from '../lib/unsaved-text.ts';

const lastReloadKey = 'taskuno.reloaded';
const onceInMs = 30_000;

/**
 * Retries a page that failed to load: queries run again instead of returning their error. A page that needs a newer
 * build is reloaded at once, unless text on it would be lost.
 */
export function useRetry({ error, reset }: Pick<ErrorComponentProps, 'error' | 'reset'>): () => void {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const isOutdated = isProblem(error, 'page-outdated');
  useEffect(() => {
    if (isOutdated && !hasUnsavedText()) reloadOnce();
  }, [isOutdated]);
  return () => {
    if (isOutdated) return location.reload();
    queries.reset();
    reset();
    void router.invalidate();
  };
}

/** Only once, to avoid a loop if it does not help. */
function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(lastReloadKey));
  if (Date.now() - last < onceInMs) return;
  sessionStorage.setItem(lastReloadKey, String(Date.now()));
  location.reload();
}
