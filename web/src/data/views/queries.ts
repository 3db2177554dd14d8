import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { View } from '../../api/types.ts';
import { filterOfView, tasksFilter } from '../tasks/filter.ts';
import type { ListSearch } from '../lists/list-search.ts';
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
export type ViewLayout = 'board' | 'list';

/** The team whose board or list a view shows; none for other layouts. */
export function teamOfView({ layout, filters }: View): string | undefined {
  return layout === 'list' || layout === 'board' ? filters['teamId'] : undefined;
}

export function viewPath({ layout }: View) {
  return layout === 'board' ? ('/teams/$teamId/board' as const) : ('/teams/$teamId/list' as const);
}

/** The views of a team's board and list. */
export function viewsOfTeam(views: readonly View[], teamId: string): readonly View[] {
  return views.filter((view) => teamOfView(view) === teamId);
}

export function searchOf({ id, filters, sort, groupBy }: View): ListSearch {
  return { ...filterOfView(filters), sort: sort ?? undefined, group: groupBy ?? undefined, view: id };
}

/** Whether a list differs from the view that it started from. */
export function differs(view: View, search: ListSearch): boolean {
  const saved = searchOf(view);
  return (Object.keys({ ...saved, ...search }) as (keyof ListSearch)[]).some((name) => saved[name] !== search[name]);
}

interface Draft {
  readonly name: string;
  readonly shared: boolean;
}

const settingsOf = (teamId: string, layout: ViewLayout, search: ListSearch) => ({
  filters: { ...tasksFilter(search), teamId },
  layout,
  sort: search.sort ?? null,
  groupBy: search.group ?? null,
});

/** @throws Problem `too-many-views`. */
export async function saveView(
  organizationId: string,
  { teamId, layout, search }: { teamId: string; layout: ViewLayout; search: ListSearch },
  draft: Draft,
): Promise<View> {
  const params = { path: { id: organizationId } };
  const saved = { ...draft, ...settingsOf(teamId, layout, search) };
  const view = await body(api.POST('/organizations/{id}/views', { params, body: saved }));
  await refresh(organizationId);
  return view;
}

export async function changeView(view: View, change: Partial<Draft> & { search?: ListSearch }): Promise<void> {
  const { search, ...draft } = change;
  const layout = view.layout === 'board' ? 'board' : 'list';
  const settings = search ? settingsOf(view.filters['teamId'] ?? '', layout, search) : {};
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
