import type { Team } from '../../api/types.ts';
import { basePath } from '../../lib/base-path.ts';
import { lastTeam } from './last-team.ts';

const key = `taskuno.quick-add-team${basePath}`;

interface TeamWishes {
  /** The team of the page. */
  readonly pageTeamId: string | undefined;
  /** The teams of the task's project; none if it belongs to all or to none. */
  readonly projectTeamIds: readonly string[];
}

/**
 * The team that a new task goes to if none is chosen: of the project's teams, if it has any, the page's, the one that
 * was used last, the board that was open last, or one's own.
 * @param teams The teams of the organization.
 */
export function teamForNewTask(teams: readonly Team[], { pageTeamId, projectTeamIds }: TeamWishes): Team | undefined {
  const ofProject = teams.filter(({ id }) => projectTeamIds.includes(id));
  const offered = ofProject.length > 0 ? ofProject : teams;
  const wished = [pageTeamId, localStorage.getItem(key), lastTeam()?.id];
  const first = wished.flatMap((id) => offered.find((team) => team.id === id) ?? [])[0];
  return first ?? offered.find(({ myRole }) => myRole !== null) ?? offered[0];
}

export function rememberNewTaskTeam(id: string): void {
  localStorage.setItem(key, id);
}
