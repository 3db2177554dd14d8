import { useQuery } from '@tanstack/react-query';
import { unlistedTeamQuery } from '../../data/teams/queries.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Late } from '../../ui/skeleton.tsx';
import { PagePending } from '../../ui/page-pending.tsx';

/** A team that is not among mine: the server says whether it is closed or does not exist. */
export function UnknownTeam({ teamId }: { teamId: string }) {
  const { error } = useQuery(unlistedTeamQuery(teamId));
  if (error) return <ErrorState error={error} />;
  return (
    <Late>
      <PagePending />
    </Late>
  );
}
