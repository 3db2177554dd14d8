import { useQuery } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Late } from '../../ui/skeleton.tsx';
import { PagePending } from '../../ui/page-pending.tsx';

/** A team that is not among mine: the server knows whether it is closed to me or not there. */
export function UnknownTeam({ teamId }: { teamId: string }) {
  const { error } = useQuery({
    queryKey: ['team', teamId],
    queryFn: ({ signal }) => body(api.GET('/teams/{id}', { params: { path: { id: teamId } }, signal })),
    retry: false,
  });
  if (error) return <ErrorState error={error} />;
  return (
    <Late>
      <PagePending />
    </Late>
  );
}
