/** What shows the tasks of one project, drawn or counted. */
export const projectLists = ['project-tasks', 'progress', 'timeline', 'timeline-undated'] as const;
