import type { Priority } from '../../api/types.ts';
import { filterNames, type ListSearch } from './list-search.ts';

export function isFiltered(search: ListSearch): boolean {
  return filterNames.some((name) => search[name] !== undefined);
}

export const noFilter: ListSearch = Object.fromEntries(filterNames.map((name) => [name, undefined]));

/** The filters as parameters of `GET /tasks`. */
export function tasksFilter(search: ListSearch) {
  const { q, assignee, status, priority, label, due, project, milestone, fields } = search;
  return {
    ...(q === undefined ? {} : { q }),
    ...(assignee === undefined ? {} : { assigneeId: assignee }),
    ...(status === undefined ? {} : { status }),
    ...(priority === undefined ? {} : { priority: priority as Priority }),
    ...(label === undefined ? {} : { labelId: label }),
    ...(due === undefined ? {} : { due }),
    ...(project === undefined ? {} : { projectId: project }),
    ...(milestone === undefined ? {} : { milestoneId: milestone }),
    ...(fields === undefined ? {} : { customFields: fields }),
  };
}

/** The reverse, for saved views. */
export function searchOfFilter(filters: Readonly<Record<string, string>>): ListSearch {
  const { q, assigneeId: assignee, status, priority, labelId: label, due } = filters;
  const { projectId: project, milestoneId: milestone, customFields: fields } = filters;
  return { q, assignee, status, priority, label, due, project, milestone, fields };
}
