import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Project, Team } from '../../api/types.ts';
import { teamsQuery } from '../teams/queries.ts';

/** A project with those of its teams that I may read. */
export function useProjectScope(project: Project): {
  readonly organizationId: string;
  readonly teams: readonly Team[];
  readonly project: Project;
} {
  const { data: all } = useQuery(teamsQuery);
  return useMemo(
    () => ({
      organizationId: project.organizationId,
      teams: all?.filter(({ id }) => project.teamIds.includes(id)) ?? [],
      project,
    }),
    [all, project],
  );
}
