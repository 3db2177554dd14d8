import type { ProjectDirectory, ProjectsApi } from '#modules/projects';
import type { AccessCaches } from '#platform/access/cache.ts';
import type { Call } from '#platform/context.ts';
import type { OrganizationId } from '#platform/ids.ts';

const call: Call = { actor: { kind: 'service', name: 'projects' }, requestId: 'projects' };
const maxOrganizations = 5_000;
const prefix = 'deleted-projects:';

/** Caches the deleted projects of each organization in this process until one is deleted or restored. */
export function composeProjects(
  projects: Pick<ProjectsApi, 'deletedProjects'>,
  caches: Pick<AccessCaches, 'cache'>,
): ProjectDirectory {
  const cache = caches.cache(maxOrganizations, async (key) => {
    const organizationId = key.slice(prefix.length) as OrganizationId;
    return new Set((await projects.deletedProjects(call, { organizationId })).projectIds);
  });
  return { deletedIn: (organizationId) => cache.get(prefix + organizationId) };
}
