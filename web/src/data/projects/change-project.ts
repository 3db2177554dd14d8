import { api, body, ifVersion, versioned } from '../../api/client.ts';
import { isProblem } from '../../lib/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Project } from '../../api/types.ts';
import i18next from 'i18next';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { projectQuery, projectsQuery, refreshProject } from './queries.ts';
import { showOptimistically } from './optimistic-project.ts';
import type { Health } from './status.ts';
import { keys } from './keys.ts';

export interface NewProject {
  readonly organizationId: string;
  readonly name: string;
  readonly key: string;
  readonly teamIds: readonly string[];
  readonly startDate: string | null;
  readonly targetDate: string | null;
}

/** @throws Problem `key-taken`. */
export async function createProject(draft: NewProject): Promise<Project> {
  const { organizationId, name, key, teamIds, startDate, targetDate } = draft;
  const params = { path: { id: organizationId } };
  const dates = { ...(startDate === null ? {} : { startDate }), ...(targetDate === null ? {} : { targetDate }) };
  const project = await body(
    api.POST('/organizations/{id}/projects', { params, body: { name, key, teamIds: [...teamIds], ...dates } }),
  );
  await queryClient.invalidateQueries({ queryKey: keys.within(organizationId) });
  return project;
}

type Field = 'name' | 'key' | 'description' | 'status' | 'leadId' | 'startDate' | 'targetDate' | 'colour';
export type ProjectChange = Partial<Pick<Project, Field>>;

/**
 * Shows a change at once, and rolls it back with a message if the server refuses it.
 * @returns whether it was accepted.
 */
export async function changeProject(project: Project, change: ProjectChange, lead?: Project['lead']): Promise<boolean> {
  const { id, name } = project;
  const optimisticChange = { ...change, ...(lead === undefined ? {} : { lead }) };
  try {
    await showOptimistically(project, optimisticChange, () =>
      versioned<Project>(api.PATCH('/projects/{id}', { params: { path: { id } }, body: change })),
    );
    await queryClient.invalidateQueries({ queryKey: keys.within(project.organizationId) });
    return true;
  } catch (error) {
    showToast({ tone: 'danger', text: i18next.t('projects.failed', { name }), detail: problemText(error) });
    return false;
  }
}

const maxAttempts = 4;

/**
 * Writes the description that was edited from `base`.
 * @returns true once it is written; false if the server refused it, with a message; the current description if somebody
 * else changed it meanwhile, and nothing is written then.
 */
export async function describeProject(base: Project, description: string): Promise<boolean | Project> {
  const params = { path: { id: base.id } };
  let version = base.version;
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const call = api.PATCH('/projects/{id}', { params, body: { description }, ...ifVersion(version ?? null) });
        queryClient.setQueryData(projectQuery(base.id).queryKey, await versioned<Project>(call));
        return true;
      } catch (error) {
        if (!isProblem(error, 'stale') || attempt === maxAttempts) throw error;
        const latest = await queryClient.fetchQuery({ ...projectQuery(base.id), staleTime: 0 });
        if (latest.description !== base.description && latest.description !== description) return latest;
        version = latest.version;
      }
    }
  } catch (error) {
    const text = i18next.t('projects.failed', { name: base.name });
    showToast({ tone: 'danger', text, detail: problemText(error) });
    return false;
  }
}

/** Adds a project to the favourites or removes it; shown at once. */
export async function setFavourite(project: Project, favourite: boolean): Promise<void> {
  const { id, organizationId, name } = project;
  const show = (isFavourite: boolean) => {
    queryClient.setQueryData(projectQuery(id).queryKey, (cached) => cached && { ...cached, favourite: isFavourite });
    queryClient.setQueryData(projectsQuery(organizationId).queryKey, (cached) =>
      cached?.map((one) => (one.id === id ? { ...one, favourite: isFavourite } : one)),
    );
  };
  show(favourite);
  const params = { path: { id } };
  try {
    await body(
      favourite ? api.PUT('/projects/{id}/favourite', { params }) : api.DELETE('/projects/{id}/favourite', { params }),
    );
    // A reply that was requested before does not contain this change.
    await refreshProject(project);
  } catch (error) {
    show(!favourite);
    showToast({ tone: 'danger', text: i18next.t('projects.failed', { name }), detail: problemText(error) });
  }
}

export async function setTeam(project: Project, teamId: string, isIncluded: boolean): Promise<void> {
  const params = { path: { id: project.id, teamId } };
  await body(
    isIncluded
      ? api.PUT('/projects/{id}/teams/{teamId}', { params })
      : api.DELETE('/projects/{id}/teams/{teamId}', { params }),
  );
  await refreshProject(project);
}

export async function setGuest({ id }: Project, userId: string, sees: boolean): Promise<void> {
  const params = { path: { id, userId } };
  await body(
    sees
      ? api.PUT('/projects/{id}/guests/{userId}', { params })
      : api.DELETE('/projects/{id}/guests/{userId}', { params }),
  );
  await queryClient.invalidateQueries({ queryKey: keys.guests(id) });
}

/** Deletes a project; it can be restored for 30 days. */
export async function deleteProject(project: Project): Promise<void> {
  await body(api.DELETE('/projects/{id}', { params: { path: { id: project.id } } }));
  queryClient.removeQueries(projectQuery(project.id));
  await queryClient.invalidateQueries({ queryKey: keys.within(project.organizationId) });
}

export async function restoreProject(project: Project): Promise<void> {
  await body(api.POST('/projects/{id}/restore', { params: { path: { id: project.id } } }));
  await refreshProject(project);
}

/** Posts an update; the project's health is that of its last update. */
export async function postUpdate(project: Project, health: Health, text: string): Promise<void> {
  await body(api.POST('/projects/{id}/updates', { params: { path: { id: project.id } }, body: { health, text } }));
  await Promise.all([queryClient.invalidateQueries({ queryKey: keys.updates(project.id) }), refreshProject(project)]);
}
