import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../ui/error-state.tsx';
import { useRetry } from './use-retry.ts';

/** Shown instead of a page that failed to load. */
export function PageError(props: ErrorComponentProps) {
  const retry = useRetry(props);
  return <ErrorState error={props.error} onRetry={retry} />;
}
