import { useNavigate } from '@tanstack/react-router';
import { queryClient } from '../../api/query-client.ts';
import { metaQuery } from '../../data/server/queries.ts';
import { ownPath } from '../../lib/own-path.ts';

/** Opens the page that was requested before the sign-in, if it is one of this app. */
export function useEnter(next: string | undefined): () => void {
  const navigate = useNavigate();
  return () => {
    // What was read before the sign-in does not say which features are on.
    void queryClient.invalidateQueries(metaQuery);
    void navigate({ href: ownPath(next ?? '') ?? '/', replace: true });
  };
}
