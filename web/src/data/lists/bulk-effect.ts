import i18next from 'i18next';
import { queryClient } from '../../api/query-client.ts';
import type { BulkResult } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { isOutOfReach, Problem } from '../../lib/problem.ts';
import { showToast } from '../../ui/toasts.ts';
import { reloadBoards } from '../boards/views.ts';
import { nextTry } from '../live/next-try.ts';
import { keys as myWorkKeys } from '../my-work/keys.ts';
import type { Effect, EffectKind } from '../outbox/entry.ts';
import { loadTask } from '../tasks/queries.ts';
import type { TaskPatch } from '../tasks/store.ts';
import { tasks } from '../tasks/tasks.ts';
import { keys } from './keys.ts';

/** What a bulk change shows of one task: other values, or null if it is deleted. */
export interface BulkPatch {
  readonly id: string;
  readonly patch: TaskPatch | null;
}

/** Shows a change of many tasks. */
export function bulkEffect(patches: readonly BulkPatch[]): Effect {
  return { kind: 'bulk', value: patches };
}

export const bulkKind: EffectKind = {
  show(patches: readonly BulkPatch[]) {
    const stops = patches.map(({ id, patch }) => (patch === null ? tasks.hide(id) : tasks.patch(id, patch)));
    return () => stops.forEach((stop) => stop());
  },
  settle(patches: readonly BulkPatch[], reply) {
    const items = (reply as { readonly items: readonly BulkResult[] } | null)?.items ?? [];
    showRefused(items);
    void readChanged(patches, items);
  },
};

/** Shows what was changed, also after the change has ended: until the tasks are read, as the reply has none. */
export function readChanged(patches: readonly BulkPatch[], results: readonly BulkResult[]): Promise<void> {
  const successes = new Map(results.filter(({ problem }) => problem === null).map((result) => [result.id, result]));
  const changed: Shown[] = [];
  for (const { id, patch } of patches) {
    const success = successes.get(id);
    if (!success) continue;
    if (patch === null) tasks.remove(id, success.version ?? undefined);
    else if (tasks.versionOf(id) > 0) changed.push({ id, patch, version: success.version ?? Infinity });
  }
  return readAgain(changed);
}

interface Shown {
  readonly id: string;
  readonly patch: TaskPatch;
  /** The version that the change has created. */
  readonly version: number;
}

/** More tasks than these are read with their lists and boards. */
const maxSingleReads = 10;

async function readAgain(changed: readonly Shown[]): Promise<void> {
  const lists = refreshLists();
  const reads =
    changed.length > maxSingleReads
      ? [showUntil(Promise.all([reloadBoards(), lists]), changed)]
      : changed.map((one) => showUntil(readTask(one), [one]));
  await Promise.all([...reads, lists]);
}

async function showUntil(areRead: Promise<unknown>, changed: readonly Shown[]): Promise<void> {
  const stops = changed.map(({ id, patch }) => tasks.patch(id, patch));
  await areRead;
  for (const stop of stops) stop();
}

/** Reads a task until its new version is known, also after a read that failed. */
async function readTask({ id, version }: Shown): Promise<void> {
  while (tasks.versionOf(id) < version) {
    try {
      await loadTask(id);
      return;
    } catch (error) {
      if (isOutOfReach(error)) return;
      await nextTry();
    }
  }
}

/** Some of the tasks of a change that has waited could not be changed: they show their former values again. */
function showRefused(results: readonly BulkResult[]): void {
  const refused = results.filter(({ problem }) => problem !== null);
  const [first] = refused;
  if (first)
    showToast({ tone: 'danger', text: i18next.t('bulk.failed', { count: refused.length }), detail: why(first) });
}

/** Why a task was not changed. */
export function why({ status, problem }: BulkResult): string {
  if (!problem) return '';
  const { code, detail, errors } = problem;
  return problemText(new Problem({ code, detail, status, errors, requestId: null }));
}

/** Reads the lists again in which tasks may have another place, or none. */
export async function refreshLists(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.all }),
    queryClient.invalidateQueries({ queryKey: myWorkKeys.all }),
  ]);
}
