import type { Dependency } from '../../api/types.ts';
import type { Live, OnChange } from '../live/live.ts';
import { tasks } from '../tasks/tasks.ts';

export const keys = {
  all: ['dependencies'] as const,
  of: (taskId: string) => ['dependencies', taskId] as const,
};

export const onChange: OnChange = ({ event, kind, id }, live) => {
  if (event === 'dependency.changed') live.readAgain(keys.of(id));
  if (kind === 'task' && (event === 'task.deleted' || tasks.get(id) === undefined)) refreshListsWith(id, live);
};

/** Tasks outside the store take their data from the list of dependencies. */
function refreshListsWith(id: string, live: Live): void {
  const lists = live.queryClient.getQueriesData<readonly Dependency[]>({ queryKey: keys.all });
  for (const [key, dependencies = []] of lists) {
    if (dependencies.some(({ task }) => task?.id === id)) live.readAgain(key);
  }
}
