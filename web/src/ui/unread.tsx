import { ErrorState } from './error-state.tsx';
import { RowSkeletons } from './skeleton.tsx';

interface UnreadProps {
  readonly query: { readonly data: unknown; readonly error: unknown; readonly refetch: () => unknown };
}

/** The placeholder of a list: rows that are loading, or the error. Nothing once it is loaded. */
export function Unread({ query: { data, error, refetch } }: UnreadProps) {
  if (data !== undefined) return null;
  if (error === null) return <RowSkeletons />;
  return <ErrorState error={error} onRetry={() => void refetch()} />;
}
