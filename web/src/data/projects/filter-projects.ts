import type { Project } from '../../api/types.ts';
import { isOpen } from './status.ts';

/**
 * The projects that the tasks of teams can be filtered by: those that are linked to the teams, then the other open ones
 * of the organization. The chosen one is always among them.
 */
export function filterProjects<Each extends Pick<Project, 'id' | 'teamIds' | 'status'>>(
  projects: readonly Each[],
  teamIds: ReadonlySet<string>,
  chosenId: string | undefined,
): readonly Each[] {
  const isLinked = (project: Each) => project.teamIds.some((id) => teamIds.has(id));
  const others = projects.filter((project) => !isLinked(project));
  return [...projects.filter(isLinked), ...others.filter(({ id, status }) => isOpen(status) || id === chosenId)];
}
