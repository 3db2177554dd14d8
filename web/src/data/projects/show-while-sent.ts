import { queryClient } from '../../api/query-client.ts';
import type { Project } from '../../api/types.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { projectQuery } from './queries.ts';

/** What the server told of a project when the first of these changes was made, or answered last. */
interface UnderWay {
  readonly told: Project;
  readonly changes: readonly Partial<Project>[];
}

const underWay = new Map<string, UnderWay>();
const keyedQueue = createKeyedQueue();

/**
 * Shows a change of a project at once, and sends it once those before it have arrived. Where it is refused, what it
 * changed is as before, and nothing else.
 * @throws what `send` throws.
 */
export async function showWhileSent(
  project: Project,
  change: Partial<Project>,
  send: () => Promise<Project>,
): Promise<void> {
  const { id } = project;
  const { queryKey } = projectQuery(id);
  await queryClient.cancelQueries({ queryKey });
  const known = queryClient.getQueryData(queryKey) ?? project;
  const { told, changes } = underWay.get(id) ?? { told: known, changes: [] };
  underWay.set(id, { told, changes: [...changes, change] });
  queryClient.setQueryData(queryKey, { ...known, ...change });
  try {
    const saved = await keyedQueue.run(id, send);
    queryClient.setQueryData(queryKey, { ...saved, ...finish(id, change, saved) });
  } catch (error) {
    const before = underWay.get(id)?.told ?? told;
    const rest = finish(id, change, before);
    queryClient.setQueryData(queryKey, (shown) => shown && { ...shown, ...fieldsOf(before, change), ...rest });
    throw error;
  }
}

/** One less is under way; returns what the others change. */
function finish(id: string, change: Partial<Project>, told: Project): Partial<Project> {
  const changes = (underWay.get(id)?.changes ?? []).filter((one) => one !== change);
  if (changes.length > 0) underWay.set(id, { told, changes });
  else underWay.delete(id);
  return Object.assign({}, ...changes);
}

function fieldsOf(project: Project, named: Partial<Project>): Partial<Project> {
  return Object.fromEntries(Object.entries(project).filter(([name]) => name in named));
}
