import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isProblem } from '../lib/problem.ts';

const lastReloadKey = 'taskuno.reloaded';
const onceInMs = 30_000;

/**
 * Another try for a page that could not be shown: what it needs is asked for anew, not answered from what failed. A page
 * that only a newer build can show is loaded again at once.
 */
export function useRetry({ error, reset }: Pick<ErrorComponentProps, 'error' | 'reset'>): () => void {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const isOutdated = isProblem(error, 'page-outdated');
  useEffect(() => {
    // The page before this one is gone already, so that nothing is lost by it.
    if (isOutdated) reloadOnce();
  }, [isOutdated]);
  return () => {
    if (isOutdated) return location.reload();
    queries.reset();
    reset();
    void router.invalidate();
  };
}

/** Once, not over and over where that changes nothing. */
function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(lastReloadKey));
  if (Date.now() - last < onceInMs) return;
  sessionStorage.setItem(lastReloadKey, String(Date.now()));
  location.reload();
}
