import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorState } from '../ui/error-state.tsx';
import { useRetry } from './use-retry.ts';

/** In place of a page that can't be shown. */
export function PageError(props: ErrorComponentProps) {
  const retry = useRetry(props);
  return <ErrorState error={props.error} onRetry={retry} />;
}
