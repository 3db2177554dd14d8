import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { PageTitle } from '../page-title.tsx';

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  staticData: { title: null },
  component: Root,
});

function Root() {
  return (
    <>
      <Outlet />
      <PageTitle />
    </>
  );
}
