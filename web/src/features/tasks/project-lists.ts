import { queryClient } from '../../api/query-client.ts';

/** What shows the tasks of one project, drawn or counted. */
export const projectLists = ['project-tasks', 'progress', 'timeline', 'timeline-undated'] as const;

export async function readProjectListsAnew(): Promise<void> {
  await Promise.all(projectLists.map((name) => queryClient.invalidateQueries({ queryKey: [name] })));
}
