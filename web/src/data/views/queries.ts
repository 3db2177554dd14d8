import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { View } from '../../api/types.ts';
import { filterOfView, tasksFilter } from '../tasks/filter.ts';
import type { ListSearch } from '../lists/list-search.ts';
import type { TaskScope } from '../lists/task-scope.ts';
import { keysOf } from '../../lib/keys-of.ts';
import { keys } from './keys.ts';

/** My saved views and shared ones. */
export const viewsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.within(organizationId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { limit: 200 } };
      return (await body(api.GET('/organizations/{id}/views', { params, signal }))).items;
    },
  });

/** The screens that have views. */
export type ViewLayout = View['layout'];

/** The screen that a view opens: of a team, or of a project if it names no team. */
export function viewTarget({ layout, filters }: View) {
  const { teamId, projectId } = filters;
  if (teamId !== undefined) {
    const to = teamScreens[layout];
    return to === null ? null : { to, params: { teamId } };
  }
  const to = projectScreens[layout];
  return projectId === undefined || to === null ? null : { to, params: { projectId } };
}

const teamScreens = {
  board: '/teams/$teamId/board',
  list: '/teams/$teamId/list',
  calendar: '/teams/$teamId/calendar',
  timeline: null,
} as const satisfies Record<ViewLayout, string | null>;

const projectScreens = {
  board: '/projects/$projectId/board',
  list: null,
  calendar: '/projects/$projectId/calendar',
  timeline: '/projects/$projectId/timeline',
} as const satisfies Record<ViewLayout, string | null>;

/** The views of a team, or those of a project. */
export function viewsIn({ teams, project }: TaskScope, views: readonly View[]): readonly View[] {
  return views.filter((view) => {
    const { teamId, projectId } = view.filters;
    const isHere = project ? teamId === undefined && projectId === project.id : teamId === teams[0]?.id;
    return isHere && viewTarget(view) !== null;
  });
}

/** What the address of its screen contains. The project of a project's view is in the path. */
export function searchOf({ id, filters, sort, groupBy }: View): ListSearch {
  const { project, ...filter } = filterOfView(filters);
  return {
    ...filter,
    ...(filters['teamId'] === undefined ? {} : { project }),
    sort: sort ?? undefined,
    group: groupBy ?? undefined,
    view: id,
  };
}

/** Whether a list differs from the view that it started from. */
export function differs(view: View, search: ListSearch): boolean {
  const saved = searchOf(view);
  return keysOf({ ...saved, ...search }).some((name) => saved[name] !== search[name]);
}

interface Draft {
  readonly name: string;
  readonly shared: boolean;
}

type Owner = { readonly teamId: string } | { readonly projectId: string };

/** Whose view it is, among its filters. */
function ownerIn({ teams, project }: TaskScope): Owner {
  return project ? { projectId: project.id } : { teamId: teams[0]?.id ?? '' };
}

const settingsOf = (owner: Owner, layout: ViewLayout, search: ListSearch) => ({
  filters: { ...tasksFilter(search), ...owner },
  layout,
  sort: search.sort ?? null,
  groupBy: search.group ?? null,
});

/** @throws Problem `too-many-views`. */
export async function saveView(
  scope: TaskScope,
  { layout, search }: { layout: ViewLayout; search: ListSearch },
  draft: Draft,
): Promise<View> {
  const { organizationId } = scope;
  const params = { path: { id: organizationId } };
  const saved = { ...draft, ...settingsOf(ownerIn(scope), layout, search) };
  const view = await body(api.POST('/organizations/{id}/views', { params, body: saved }));
  await refresh(organizationId);
  return view;
}

export async function changeView(view: View, change: Partial<Draft> & { search?: ListSearch }): Promise<void> {
  const { search, ...draft } = change;
  const { teamId, projectId = '' } = view.filters;
  const settings = search ? settingsOf(teamId === undefined ? { projectId } : { teamId }, view.layout, search) : {};
  await body(api.PATCH('/views/{id}', { params: { path: { id: view.id } }, body: { ...draft, ...settings } }));
  await refresh(view.organizationId);
}

export async function deleteView({ id, organizationId }: View): Promise<void> {
  await body(api.DELETE('/views/{id}', { params: { path: { id } } }));
  await refresh(organizationId);
}

function refresh(organizationId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.within(organizationId) });
}
