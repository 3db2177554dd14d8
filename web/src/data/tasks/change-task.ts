import i18next from 'i18next';
import { command, type Command, sendCommand } from '../../api/command.ts';
import { newId } from '../../lib/new-id.ts';
import { isProblem } from '../../lib/problem.ts';
import type { Task, TaskChanges } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { afterOwnChanges, noteOwnValues, noteOwnVersion, withOwnValues } from '../../lib/own-versions.ts';
import { deliver } from '../outbox/deliver.ts';
import { keysOf } from '../../lib/keys-of.ts';
import { taskEffect } from './effects.ts';
import { loadTask } from './queries.ts';
import { isSame } from '../../lib/is-same.ts';
import { type Changed, putChanged } from './series.ts';
import { isWhole, type KnownTask, type TaskPatch } from './store.ts';
import { offerDrop, offerUndo, undoTaskChange } from './undo-task-change.ts';
import { tasks, keyedQueue } from './tasks.ts';

/** What a request may change of what a task shows. A status is changed by moving the task. */
type Plain = Pick<Task, Exclude<keyof Task & keyof TaskChanges, 'statusId' | 'customFields'>>;

/** The fields that people edit. `customFields` contains the changed ones, null to clear one. */
export interface Fields extends Partial<Plain> {
  readonly customFields?: Readonly<Record<string, string | number | null>>;
}
export type FieldName = keyof Fields;

/** Somebody else changed the same field since it was read. */
export interface Conflict {
  readonly field: FieldName;
  readonly fields: Fields;
  /** What it was before both changes. */
  readonly before: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
  readonly latest: Task;
}

/** With the task as it is stored then, or as it will be once a waiting change is sent. */
export type Outcome<Saved extends KnownTask = KnownTask> =
  | { readonly saved: true; readonly task: Saved }
  | { readonly saved: false; readonly conflict?: Conflict };

const maxAttempts = 4;

/**
 * Changes fields of a task as they were read in `base`. If others changed other fields meanwhile, both changes are
 * kept; if they changed the same field, nothing is written and the conflict is returned. A change that waits for the
 * server counts as saved.
 * @param isQuiet Without messages and undo: more changes of the same kind follow.
 */
export async function changeTask(
  base: KnownTask,
  fields: Fields,
  derivedFields: TaskPatch = {},
  isQuiet = false,
): Promise<Outcome> {
  const patch = { ...shownFields(base, fields), ...derivedFields };
  const rollback = tasks.patch(base.id, patch);
  const label = changedText(base, fields);
  const change = patchCommand(base.id, fields);
  const { version } = base;
  const before = { ...fieldsOf(base, fields) };
  const effects = [taskEffect(base.id, patch)];
  const again = () => changeTask(tasks.get(base.id) ?? base, fields, derivedFields);
  try {
    const inTurn = keyedQueue.inTurn(base.id);
    const delivery = await deliver({ command: change, version, before, effects, label, inTurn }, () =>
      send(base, fields, change),
    );
    if (delivery.isKept) {
      if (!isQuiet)
        offerDrop(label, delivery, (reply) => reply && takeBackChange(base, fields, putChanged(reply)), again);
      return { saved: true, task: { ...base, ...patch } };
    }
    const outcome = delivery.reply;
    if (outcome.saved && !isQuiet) {
      const { task } = outcome;
      offerUndo(label, () => takeBackChange(base, fields, task), again);
    }
    return outcome;
  } catch (error) {
    if (isQuiet) return { saved: false };
    const retry = { label: i18next.t('common.retry'), run: () => void changeTask(base, fields, derivedFields) };
    const text = i18next.t('task.failed.change', { key: base.key });
    showToast({ tone: 'danger', text, detail: problemText(error), action: retry });
    return { saved: false };
  } finally {
    rollback();
  }
}

/**
 * Offers to undo several quiet changes of the same fields, back to `base`, unless somebody else has changed them since.
 * @param fields The values that were saved.
 * @param version The version that the last of the changes created.
 */
export function offerUndoOfAll(base: KnownTask, fields: Fields, version: number): void {
  const current = tasks.get(base.id);
  if (current === undefined || !isWhole(current) || !isSame(fieldsOf(current, fields), fields)) return;
  const saved = { ...current, version };
  offerUndo(changedText(base, fields), () => takeBackChange(base, fields, saved));
}

/**
 * Overwrites the others' values: for people who have seen the conflict and keep their own, or a text that contains
 * both.
 */
export function overwrite({ latest, field, fields }: Conflict, merged?: string): Promise<Outcome> {
  return changeTask(latest, merged === undefined ? fields : { ...fields, [field]: merged });
}

async function send(base: KnownTask, fields: Fields, change: Command<Changed>): Promise<Outcome<Task>> {
  // `base` may be older than our own previous change: two quick edits are no conflict.
  let version = afterOwnChanges(base.id, base.version);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const task = putChanged(await sendCommand(change, version));
      noteOwnVersion(base.id, version, task.version);
      noteOwnValues(base.id, task.version, fieldsOf(task, fields));
      return { saved: true, task };
    } catch (error) {
      if (!isProblem(error, 'stale') || attempt === maxAttempts) throw error;
      const latest = await loadTask(base.id);
      const conflict = conflictIn(base, fields, latest);
      if (conflict) return { saved: false, conflict };
      version = latest.version;
    }
  }
}

function patchCommand(id: string, fields: Fields): Command<Changed> {
  return command(newId(), 'patch', '/tasks/{id}', { id }, fields);
}

/**
 * The first field that both sides changed, to different values. Our own earlier changes do not count as another side.
 */
function conflictIn(base: KnownTask, fields: Fields, latest: Task): Conflict | null {
  const before = fieldsOf(base, fields);
  const own = withOwnValues(base.id, base.version, before);
  const now = fieldsOf(latest, fields);
  for (const field of keysOf(fields)) {
    if ([before, own, fields].some((values) => isSame(now[field], values[field]))) continue;
    return { field, fields, before: own[field], mine: fields[field], theirs: now[field], latest };
  }
  return null;
}

/** The current values of the given fields. */
export function fieldsOf(task: KnownTask, fields: Fields): Fields {
  const { customFields = {} } = task;
  const own = Object.keys(fields.customFields ?? {}).map((id) => [id, customFields[id] ?? null] as const);
  const names = keysOf(fields).filter((name) => name !== 'customFields');
  return {
    ...Object.fromEntries(names.map((name) => [name, task[name]])),
    ...(fields.customFields ? { customFields: Object.fromEntries(own) } : {}),
  };
}

/** The values that a task shows with changed fields. */
export function shownFields(task: KnownTask, { customFields, ...fields }: Fields): TaskPatch {
  if (!customFields) return fields;
  const merged = Object.entries({ ...task.customFields, ...customFields });
  return {
    ...fields,
    customFields: Object.fromEntries(merged.filter((entry): entry is [string, string | number] => entry[1] !== null)),
  };
}

/** The message of a change: the name of its first field. */
export function changedText({ key }: KnownTask, fields: Fields): string {
  const [name = 'title'] = keysOf(fields);
  return i18next.t('task.done.change', { key, field: i18next.t(`fieldNames.${name}`) });
}

function takeBackChange(base: KnownTask, fields: Fields, saved: Task): Promise<void> {
  const before = fieldsOf(base, fields);
  return undoTaskChange(saved, {
    patch: { ...shownFields(saved, before), assignee: base.assignee },
    isUntouched: (latest) => isSame(fieldsOf(latest, fields), fieldsOf(saved, fields)),
    command: patchCommand(saved.id, before),
  });
}
