import type { Project, Team } from '../../api/types.ts';

/** Whose tasks a page shows: a team's, or a project's, with the teams that work on it. */
export interface TaskScope {
  readonly organizationId: string;
  readonly teams: readonly Team[];
  readonly project?: Project;
}

export function teamScope(team: Team): TaskScope {
  return { organizationId: team.organizationId, teams: [team] };
}

/** The team whose own statuses and fields apply; undefined if there are several or none. */
export function onlyTeam({ teams: [team, ...others] }: TaskScope): Team | undefined {
  return others.length === 0 ? team : undefined;
}
