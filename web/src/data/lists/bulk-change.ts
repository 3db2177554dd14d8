import i18next from 'i18next';
import { command } from '../../api/command.ts';
import { queryClient } from '../../api/query-client.ts';
import type { BulkResult, Category, Priority } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { deliver, type Delivery } from '../outbox/deliver.ts';
import { afterOwnChangesOfEach, noteOwnEach } from '../outbox/each.ts';
import { deliverRestoration } from '../tasks/archive-task.ts';
import type { KnownTask, TaskPatch } from '../tasks/store.ts';
import { closeWithSubtasks } from '../tasks/close-task.ts';
import { isOpen } from '../tasks/is-open.ts';
import { offerUndo } from '../tasks/undo-task-change.ts';
import { keyedQueue, tasks } from '../tasks/tasks.ts';
import { statusesQuery } from '../workflow/queries.ts';
import { groupBy } from '../../lib/group-by.ts';
import { bulkEffect, type BulkPatch, readChanged, refreshLists, why } from './bulk-effect.ts';

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
  /** The values that it shows meanwhile; null if the task is hidden. */
  readonly shown: TaskPatch | null;
  readonly version?: number;
}

const chunkSize = 500;

/** Changes many tasks. Asks about open subtasks if that completes them. */
export async function changeMany(targets: readonly KnownTask[], change: BulkChange): Promise<readonly Refusal[]> {
  const category = 'category' in change ? change.category : 'todo';
  return (await closeWithSubtasks(targets, category, () => changeEach(targets, change))) ?? [];
}

/**
 * Changes many tasks, each by the rules for a single change. The changes show at once; refused ones are rolled back and
 * returned. The others can be undone, except where somebody else has changed the task since. They wait if the server
 * can't be reached.
 */
function changeEach(targets: readonly KnownTask[], change: BulkChange): Promise<readonly Refusal[]> {
  // An undo that is asked for meanwhile is for this change. Nothing else has its key.
  return keyedQueue.run(newId(), () => sendAndShow(targets, change));
}

async function sendAndShow(targets: readonly KnownTask[], change: BulkChange): Promise<readonly Refusal[]> {
  const rollbacks = targets.map((task) => tasks.patch(task.id, optimisticPatch(task, change) ?? {}));
  try {
    const orders = targets.map((task) => ({
      id: task.id,
      change: changeToSend(change),
      shown: optimisticPatch(task, change),
    }));
    const { results, waiting } = await sendEach(orders);
    const changed = changedOf(targets, results);
    if (results.length > 0) void readChanged(patchesOf(orders), results);
    const count = changed.length + waiting.reduce((sum, { size }) => sum + size, 0);
    if (count > 0) {
      const again = () =>
        changeEach(
          targets.flatMap(({ id }) => tasks.get(id) ?? []),
          change,
        );
      offerUndo(doneText(count), takeBack, again);
    }
    return refusalsIn(targets, results);

    async function takeBack(): Promise<void> {
      if (changed.length > 0) await undoChange(changed, change);
      for (const { delivery } of waiting) {
        if (await delivery.drop()) continue;
        const reply = (await delivery.made)?.reply;
        if (reply) await undoChange(changedOf(targets, reply.items), change);
      }
    }
  } finally {
    for (const rollback of rollbacks) rollback();
  }
}

/** The tasks that were changed, as they were before. */
function changedOf(targets: readonly KnownTask[], results: readonly BulkResult[]): readonly ChangedTask[] {
  const successes = new Map(results.filter(({ problem }) => problem === null).map((result) => [result.id, result]));
  return targets.flatMap((task) => {
    const result = successes.get(task.id);
    return result ? [{ task, version: result.version }] : [];
  });
}

/** Completes the open ones of tasks of any teams; if none is open, reopens them. */
export async function completeMany(targets: readonly KnownTask[]): Promise<readonly Refusal[]> {
  const open = targets.filter(isOpen);
  const category = open.length > 0 ? 'done' : 'todo';
  const changing = open.length > 0 ? open : targets;
  return (await closeWithSubtasks(changing, category, () => setCategory(changing, category))) ?? [];
}

/** Teams whose statuses can't be read are reported, and the tasks of the others are changed. */
async function setCategory(targets: readonly KnownTask[], category: 'done' | 'todo'): Promise<readonly Refusal[]> {
  const refusals = [...groupBy(targets, ({ teamId }) => teamId)].map(async ([teamId, own]) => {
    try {
      const statuses = await queryClient.ensureQueryData(statusesQuery(teamId));
      const status = statuses.find((one) => one.category === category);
      return status ? await changeEach(own, { statusId: status.id, status: status.name, category }) : [];
    } catch (error) {
      showFailure(own.length, error);
      return [];
    }
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
    shown: valuesBefore(task, change),
    ...(version === null ? {} : { version }),
  }));
  // In the queue: the next undo waits for it.
  const { results } = await keyedQueue.run(newId(), () => sendEach(each));
  const refusedCount = results.filter(({ problem }) => problem !== null).length;
  if (results.length > 0) void readChanged(patchesOf(each), results);
  const values = { count: refusedCount, amount: formatNumber(refusedCount) };
  if (refusedCount > 0) showToast({ tone: 'danger', text: i18next.t('bulk.keptByOthers', values), topic: 'undo' });
}

/** One request per task, as the API requires; failures are reported once. */
async function restoreMany(changed: readonly ChangedTask[]): Promise<void> {
  const errors: unknown[] = [];
  let isSent = false;
  for (const { task, version } of changed) {
    try {
      if (await deliverRestoration(task, version)) isSent = true;
    } catch (error) {
      errors.push(error);
    }
  }
  if (isSent) await refreshLists();
  if (errors.length > 0) showFailure(errors.length, errors[0]);
}

function showFailure(count: number, error: unknown): void {
  showToast({ tone: 'danger', text: i18next.t('bulk.failed', { count }), detail: problemText(error) });
}

const doneText = (count: number) => i18next.t('bulk.done', { count });

interface Sent {
  readonly results: readonly BulkResult[];
  /** Parts that wait for the server. */
  readonly waiting: readonly {
    readonly size: number;
    readonly delivery: Extract<Delivery<{ readonly items: readonly BulkResult[] }>, { isKept: true }>;
  }[];
}

/**
 * Sends as many per request as the server accepts, one request after another. If one fails, that is reported, and the
 * earlier ones stay.
 */
async function sendEach(orders: readonly Order[]): Promise<Sent> {
  const results: BulkResult[] = [];
  const waiting: Sent['waiting'][number][] = [];
  let sentCount = 0;
  try {
    for (; sentCount < orders.length; sentCount += chunkSize) {
      const part = orders.slice(sentCount, sentCount + chunkSize);
      const each = afterOwnChangesOfEach(part.map(({ shown: _shown, ...order }) => order));
      const change = command(newId(), 'post', '/tasks/bulk', undefined, { each, atomic: false });
      const delivery = await deliver({
        command: change,
        effects: [bulkEffect(patchesOf(part))],
        label: doneText(part.length),
      });
      if (delivery.isKept) waiting.push({ size: part.length, delivery });
      else {
        noteOwnEach(each, delivery.reply.items);
        results.push(...delivery.reply.items);
      }
    }
  } catch (error) {
    showFailure(orders.length - sentCount, error);
  }
  return { results, waiting };
}

function patchesOf(orders: readonly Order[]): readonly BulkPatch[] {
  return orders.map(({ id, shown }) => ({ id, patch: shown }));
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

/** The values that a change shows; null if it hides the task. */
function optimisticPatch(task: KnownTask, change: BulkChange): TaskPatch | null {
  if ('addLabelIds' in change) return { labelIds: [...new Set([...task.labelIds, ...change.addLabelIds])] };
  if ('archived' in change) return { archivedAt: change.archived ? new Date().toISOString() : null };
  return 'deleted' in change ? null : change;
}

/** The values that a task had before a change. */
function valuesBefore(task: KnownTask, change: BulkChange): TaskPatch {
  const names = Object.keys(optimisticPatch(task, change) ?? {}) as (keyof TaskPatch)[];
  return Object.fromEntries(names.map((name) => [name, task[name]]));
}

function refusalsIn(targets: readonly KnownTask[], results: readonly BulkResult[]): readonly Refusal[] {
  return results.flatMap((result) => {
    const task = targets.find((one) => one.id === result.id);
    return task && result.problem ? [{ task, why: why(result) }] : [];
  });
}
