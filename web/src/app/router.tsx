import { createRouter } from '@tanstack/react-router';
import { onSignedOut } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { basePath } from '../lib/base-path.ts';
import { meQuery } from '../data/session/session.ts';
import { forgetUser, lastUserId } from '../data/session/was-signed-in.ts';
import { NotFound } from './not-found.tsx';
import { PageError } from './page-error.tsx';
import { PagePending } from '../ui/page-pending.tsx';
import { routeTree } from './routes/route-tree.tsx';

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
  // The query client caches the data of pages; the router caches nothing.
  defaultPreloadStaleTime: 0,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// Handles a session that ended elsewhere, wherever that is noticed. The page is loaded again, so that no data of one
// person is left for the next one who signs in.
onSignedOut(() => {
  if (lastUserId() !== null) void forgetUser();
  if (queryClient.getQueryData(meQuery.queryKey)) location.reload();
});
