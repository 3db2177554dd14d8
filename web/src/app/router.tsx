import { createRouter } from '@tanstack/react-router';
import { onSignedOut } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { basePath } from '../lib/base-path.ts';
import { meQuery } from '../data/session/session.ts';
import { NotFound } from './not-found.tsx';
import { PageError } from './page-error.tsx';
import { PagePending } from '../ui/page-pending.tsx';
import { routeTree } from './routes.tsx';

export const router = createRouter({
  routeTree,
  basepath: basePath || '/',
  context: { queryClient },
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultPreload: 'intent',
  // What a page needs is kept by the query client; the router only asks it again.
  defaultPreloadStaleTime: 0,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// A session that ended elsewhere ends here too, wherever that is noticed. The page begins anew, so that nothing of what
// one person saw is left for whoever signs in next.
onSignedOut(() => {
  if (queryClient.getQueryData(meQuery.queryKey)) location.reload();
});
