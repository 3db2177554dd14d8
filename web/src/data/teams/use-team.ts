import { useSuspenseQuery } from '@tanstack/react-query';
import type { Team } from '../../api/types.ts';
import { teamsQuery } from './queries.ts';

/** A team that I may read. */
export function useTeam(id: string): Team | undefined {
  const { data: teams } = useSuspenseQuery(teamsQuery);
  return teams.find((team) => team.id === id);
}
