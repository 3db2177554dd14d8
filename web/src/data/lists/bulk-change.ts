import i18next from 'i18next';
import { api, body, once } from '../../api/client.ts';
import { Problem } from '../../lib/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import type { BulkResult, Category, Priority } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { sendRestoration } from '../tasks/archive-task.ts';
import type { KnownTask, TaskPatch } from '../tasks/store.ts';
import { closeWithSubtasks, isOpen } from '../tasks/close-task.ts';
import { offerUndo } from '../tasks/undo-task-change.ts';
import { tasks } from '../tasks/tasks.ts';
import { statusesQuery } from '../workflow/queries.ts';
import { groupBy } from '../../lib/group-by.ts';
import { keys } from './keys.ts';
import { keys as myWorkKeys } from '../my-work/keys.ts';

/** A change of many tasks at once. */
export type BulkChange =
  | { readonly statusId: string; readonly status: string; readonly category: Category }
  | { readonly assigneeId: string | null }
  | { readonly priority: Priority }
  | { readonly dueDate: string | null; readonly dueAt: string | null }
  | { readonly addLabelIds: readonly string[] }
  | { readonly archived: boolean }
  | { readonly deleted: true };

/** A task that could not be changed, and why. */
export interface Refusal {
  readonly task: KnownTask;
  readonly why: string;
}

/** The order for one task. */
interface Order {
  readonly id: string;
  readonly change: Readonly<Record<string, unknown>>;
  readonly version?: number;
}

const maxAtOnce = 500;

/** Changes many tasks. Asks about open subtasks if that completes them. */
export async function changeMany(targets: readonly KnownTask[], change: BulkChange): Promise<readonly Refusal[]> {
  const category = 'category' in change ? change.category : 'todo';
  return (await closeWithSubtasks(targets, category, () => changeEach(targets, change))) ?? [];
}

/**
 * Changes many tasks, each by the rules for a single change. The changes show at once; refused ones are rolled back and
 * returned. The others can be undone, except where somebody else has changed the task since.
 */
async function changeEach(targets: readonly KnownTask[], change: BulkChange): Promise<readonly Refusal[]> {
  const rollbacks = targets.map((task) => tasks.patch(task.id, optimisticPatch(task, change)));
  try {
    const results = await sendEach(targets.map(({ id }) => ({ id, change: changeToSend(change) })));
    const successes = new Map(results.filter(({ problem }) => problem === null).map((result) => [result.id, result]));
    const changed = targets.flatMap((task) => {
      const result = successes.get(task.id);
      return result ? [{ task, version: result.version }] : [];
    });
    if ('deleted' in change) for (const { task } of changed) tasks.remove(task.id);
    await refresh();
    if (changed.length > 0) {
      const text = i18next.t('bulk.done', { count: changed.length });
      const again = () =>
        changeEach(
          changed.flatMap(({ task: { id } }) => tasks.get(id) ?? []),
          change,
        );
      offerUndo(text, () => void undoChange(changed, change), again);
    }
    return refusalsIn(targets, results);
  } finally {
    for (const rollback of rollbacks) rollback();
  }
}

/** Completes tasks of any teams; if none is open, reopens them. */
export async function completeMany(targets: readonly KnownTask[]): Promise<readonly Refusal[]> {
  const category = targets.some(isOpen) ? 'done' : 'todo';
  return (await closeWithSubtasks(targets, category, () => setCategory(targets, category))) ?? [];
}

async function setCategory(targets: readonly KnownTask[], category: 'done' | 'todo'): Promise<readonly Refusal[]> {
  const refusals = [...groupBy(targets, ({ teamId }) => teamId)].map(async ([teamId, own]) => {
    const statuses = await queryClient.ensureQueryData(statusesQuery(teamId));
    const status = statuses.find((one) => one.category === category);
    return status ? changeEach(own, { statusId: status.id, status: status.name, category }) : [];
  });
  return (await Promise.all(refusals)).flat();
}

interface ChangedTask {
  readonly task: KnownTask;
  readonly version: number | null;
}

/** Restores the previous values of tasks that still are as this change left them. */
async function undoChange(changed: readonly ChangedTask[], change: BulkChange): Promise<void> {
  if ('deleted' in change) return restoreMany(changed);
  const each = changed.map(({ task, version }) => ({
    id: task.id,
    change: inverseOf(task, change),
    ...(version === null ? {} : { version }),
  }));
  const results = await sendEach(each);
  const refusedCount = results.filter(({ problem }) => problem !== null).length;
  await refresh();
  const values = { count: refusedCount, amount: formatNumber(refusedCount) };
  if (refusedCount > 0) showToast({ tone: 'danger', text: i18next.t('bulk.keptByOthers', values), topic: 'undo' });
}

/** One request per task, as the API requires; failures are reported once. */
async function restoreMany(changed: readonly ChangedTask[]): Promise<void> {
  const errors: unknown[] = [];
  for (const { task, version } of changed) await sendRestoration(task.id, version).catch((error) => errors.push(error));
  await refresh();
  if (errors.length > 0) showFailure(errors.length, errors[0]);
}

function showFailure(count: number, error: unknown): void {
  showToast({ tone: 'danger', text: i18next.t('bulk.failed', { count }), detail: problemText(error) });
}

/**
 * Sends as many per request as the server accepts, one request after another. If one fails, that is reported, and the
 * earlier ones stay.
 */
async function sendEach(orders: readonly Order[]): Promise<readonly BulkResult[]> {
  const results: BulkResult[] = [];
  try {
    for (let sentCount = 0; sentCount < orders.length; sentCount += maxAtOnce) {
      const each = orders.slice(sentCount, sentCount + maxAtOnce);
      const { items } = await body(api.POST('/tasks/bulk', { body: { each, atomic: false }, ...once(newId()) }));
      results.push(...items);
    }
  } catch (error) {
    showFailure(orders.length - results.length, error);
  }
  return results;
}

async function refresh(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.all }),
    queryClient.invalidateQueries({ queryKey: myWorkKeys.all }),
  ]);
}

function changeToSend(change: BulkChange): Order['change'] {
  if ('statusId' in change) return { statusId: change.statusId };
  if ('addLabelIds' in change) return { addLabelIds: [...change.addLabelIds] };
  return change;
}

function inverseOf(task: KnownTask, change: BulkChange): Order['change'] {
  if ('statusId' in change) return { statusId: task.statusId };
  if ('assigneeId' in change) return { assigneeId: task.assigneeId };
  if ('priority' in change) return { priority: task.priority };
  if ('dueDate' in change) return { dueDate: task.dueDate, dueAt: task.dueAt };
  if ('addLabelIds' in change) return { labelIds: task.labelIds };
  return { archived: task.archivedAt !== null };
}

function optimisticPatch(task: KnownTask, change: BulkChange): TaskPatch {
  if ('addLabelIds' in change) return { labelIds: [...new Set([...task.labelIds, ...change.addLabelIds])] };
  if ('archived' in change) return { archivedAt: change.archived ? new Date().toISOString() : null };
  return 'deleted' in change ? {} : change;
}

function refusalsIn(targets: readonly KnownTask[], results: readonly BulkResult[]): readonly Refusal[] {
  return results.flatMap(({ id, status, problem }) => {
    const task = targets.find((one) => one.id === id);
    if (!task || !problem) return [];
    const { code, detail, errors } = problem;
    return [{ task, why: problemText(new Problem({ code, detail, status, errors, requestId: null })) }];
  });
}
