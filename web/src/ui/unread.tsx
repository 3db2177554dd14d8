import { ErrorState } from './error-state.tsx';
import { RowSkeletons } from './skeleton.tsx';

interface UnreadProps {
  readonly query: { readonly data: unknown; readonly error: unknown; readonly refetch: () => unknown };
}

/** What stands where a list will be: rows to come, or why there are none. Nothing once it is read. */
export function Unread({ query: { data, error, refetch } }: UnreadProps) {
  if (data !== undefined) return null;
  if (error === null) return <RowSkeletons />;
  return <ErrorState error={error} onRetry={() => void refetch()} />;
}
