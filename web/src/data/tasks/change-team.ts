import { api, body, once } from '../../api/client.ts';
import type { LostInMove, Task } from '../../api/types.ts';
import { newId } from '../../lib/new-id.ts';
import { tasks, keyedQueue } from './tasks.ts';

/** Moves a task to another team, where it gets a new key; returns the values that were lost. */
export async function changeTeam({ id }: Task, teamId: string): Promise<{ task: Task; lost: readonly LostInMove[] }> {
  const call = { params: { path: { id } }, body: { teamId }, ...once(newId()) };
  const { lost, ...task } = await keyedQueue.run(id, () => body(api.POST('/tasks/{id}/move', call)));
  tasks.put([task]);
  return { task, lost };
}
