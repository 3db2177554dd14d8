import { queryClient } from '../../api/query-client.ts';
import type { Project } from '../../api/types.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { projectQuery } from './queries.ts';

/** The server's last version of a project, and our changes that are not answered yet. */
interface PendingChanges {
  readonly serverState: Project;
  readonly changes: readonly Partial<Project>[];
}

const pendingChanges = new Map<string, PendingChanges>();
const keyedQueue = createKeyedQueue();

/**
 * Shows a change of a project at once, and sends it after the earlier ones. If it is refused, only the fields that it
 * changed are restored.
 * @throws what `send` throws.
 */
export async function showOptimistically(
  project: Project,
  change: Partial<Project>,
  send: () => Promise<Project>,
): Promise<void> {
  const { id } = project;
  const { queryKey } = projectQuery(id);
  await queryClient.cancelQueries({ queryKey });
  const cached = queryClient.getQueryData(queryKey) ?? project;
  const { serverState, changes } = pendingChanges.get(id) ?? { serverState: cached, changes: [] };
  pendingChanges.set(id, { serverState, changes: [...changes, change] });
  queryClient.setQueryData(queryKey, { ...cached, ...change });
  try {
    const saved = await keyedQueue.run(id, send);
    queryClient.setQueryData(queryKey, { ...saved, ...finish(id, change, saved) });
  } catch (error) {
    const before = pendingChanges.get(id)?.serverState ?? serverState;
    const rest = finish(id, change, before);
    queryClient.setQueryData(queryKey, (current) => current && { ...current, ...fieldsOf(before, change), ...rest });
    throw error;
  }
}

/** Removes an answered change; returns the fields of the remaining ones. */
function finish(id: string, change: Partial<Project>, serverState: Project): Partial<Project> {
  const changes = (pendingChanges.get(id)?.changes ?? []).filter((one) => one !== change);
  if (changes.length > 0) pendingChanges.set(id, { serverState, changes });
  else pendingChanges.delete(id);
  return Object.assign({}, ...changes);
}

function fieldsOf(project: Project, change: Partial<Project>): Partial<Project> {
  return Object.fromEntries(Object.entries(project).filter(([name]) => name in change));
}
