import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Team } from '../../api/types.ts';
import { projectsQuery } from '../../data/projects/queries.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { teamForNewTask } from '../../data/teams/quick-add-team.ts';

interface NewTaskTeam {
  readonly team: Team | undefined;
  /** The teams of the organization. */
  readonly teams: readonly Team[];
  readonly chooseTeam: (id: string) => void;
}

/** The team of a new task: chosen here, or the one that fits best. */
export function useNewTaskTeam(organizationId: string, projectId: string | null): NewTaskTeam {
  const { teamId: pageTeamId } = useParams({ strict: false });
  const { data: all } = useSuspenseQuery(teamsQuery);
  const { data: projects } = useQuery(projectsQuery(organizationId));
  const [chosenId, chooseTeam] = useState<string | null>(null);
  const teams = useMemo(() => all.filter((team) => team.organizationId === organizationId), [all, organizationId]);
  const projectTeamIds = projects?.find(({ id }) => id === projectId)?.teamIds ?? [];
  const chosen = teams.find(({ id }) => id === chosenId);
  return { team: chosen ?? teamForNewTask(teams, { pageTeamId, projectTeamIds }), teams, chooseTeam };
}
