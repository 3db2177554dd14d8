/** The properties of a task that have a key, with it. */
export const keyOf = { status: 's', assignee: 'a', priority: 'p', labels: 'l', dueDate: 'd' } as const;

export type TaskProperty = keyof typeof keyOf;

export const taskProperties = Object.keys(keyOf) as readonly TaskProperty[];
