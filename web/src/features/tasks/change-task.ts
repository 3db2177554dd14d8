import i18next from 'i18next';
import { api, body, ifVersion } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { loadTask } from './queries.ts';
import type { KnownTask } from './store.ts';
import { tasks, turns } from './tasks.ts';
import { rememberUndo } from './undo.ts';

/** The fields that a person sets by hand. */
export type Fields = Partial<
  Pick<
    Task,
    'title' | 'description' | 'priority' | 'assigneeId' | 'labelIds' | 'projectId' | 'startDate' | 'dueDate' | 'dueAt'
  >
>;
export type FieldName = keyof Fields;

/** Somebody else changed the same field since it was read. */
export interface Conflict {
  readonly field: FieldName;
  readonly mine: Fields[FieldName];
  readonly theirs: Fields[FieldName];
  readonly latest: Task;
}

export type Outcome = { readonly saved: true } | { readonly saved: false; readonly conflict?: Conflict };

const mostAttempts = 4;

/**
 * Changes fields of a task as they were read in `base`. Where others changed other fields meanwhile, theirs stay and
 * ours are added; where they changed the same one, nothing is written and the difference is told.
 */
export async function changeTask(base: KnownTask, fields: Fields, shown: Partial<KnownTask> = {}): Promise<Outcome> {
  const lift = tasks.patch(base.id, { ...fields, ...shown });
  try {
    const outcome = await turns.run(base.id, () => send(base, fields));
    if (outcome.saved) rememberUndo(() => undo(base, fields));
    return outcome;
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void changeTask(base, fields, shown) };
    const text = i18next.t('task.failed.change', { key: base.key });
    showToast({ tone: 'danger', text, detail: problemText(error), action: retry });
    return { saved: false };
  } finally {
    lift();
  }
}

/** Writes over what others wrote: for whoever has seen the difference and keeps their own. */
export function overwrite({ latest, field, mine }: Conflict): Promise<Outcome> {
  return changeTask(latest, { [field]: mine });
}

async function send(base: KnownTask, fields: Fields): Promise<Outcome> {
  const params = { path: { id: base.id } };
  let version = base.version;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const task = await body(api.PATCH('/tasks/{id}', { params, body: fields, ...ifVersion(version) }));
      tasks.put([task]);
      return { saved: true };
    } catch (error) {
      if (!isProblem(error, 'stale') || attempt === mostAttempts) throw error;
      const latest = await loadTask(base.id);
      const conflict = conflictIn(base, fields, latest);
      if (conflict) return { saved: false, conflict };
      version = latest.version;
    }
  }
}

/** The first field that both sides changed, to different values. */
export function conflictIn(base: KnownTask, fields: Fields, latest: Task): Conflict | null {
  for (const field of Object.keys(fields) as FieldName[]) {
    const theirs = latest[field];
    if (isSame(theirs, base[field]) || isSame(theirs, fields[field])) continue;
    return { field, mine: fields[field], theirs, latest };
  }
  return null;
}

function isSame(a: Fields[FieldName], b: Fields[FieldName]): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((id) => b.includes(id)) : a === b;
}

function undo(base: KnownTask, fields: Fields): void {
  const current = tasks.get(base.id);
  if (!current) return;
  const before = Object.fromEntries((Object.keys(fields) as FieldName[]).map((name) => [name, base[name]])) as Fields;
  void changeTask(current, before, { assignee: base.assignee });
}
