import i18next from 'i18next';
import type { LostInMove, Task } from '../../api/types.ts';
import { formatDue } from '../../i18n/due.ts';
import { currentDateFormat } from '../../i18n/use-date-format.ts';
import { showToast } from '../../ui/toasts.ts';
import { tasks } from './tasks.ts';

/** A changed task; for a series with the next task, if the change created or kept one. */
export interface Changed extends Task {
  readonly next?: Task | null;
  /** Of a move to another team. */
  readonly lost?: readonly LostInMove[];
}

/** Puts the changed task, and the next one of its series, into the store. */
export function putChanged({ next, lost: _lost, ...task }: Changed): Task {
  tasks.put(next ? [task, next] : [task]);
  return task;
}

/** What became of the series: "ENG-9 is next, due tomorrow." Empty if the change does not concern the series. */
export function seriesText({ next, completedAt }: Changed): string | undefined {
  if (!next) return undefined;
  const { key } = next;
  if (completedAt === null) return i18next.t('series.stays', { key });
  const due = formatDue(next, currentDateFormat(), new Date(), (near) => i18next.t(`dates.${near}`));
  return due === null ? i18next.t('series.next', { key }) : i18next.t('series.nextDue', { key, due });
}

/** After an undo: reports what happened to the task that the undone change had created. */
export function showNextTask(saved: Changed, nextTask: Task | null | undefined): void {
  if (nextTask && !saved.next) {
    tasks.remove(nextTask.id);
    showToast({ text: i18next.t('series.gone', { key: nextTask.key }), topic: 'undo' });
  }
  const text = seriesText(saved);
  if (text !== undefined) showToast({ text, topic: 'undo' });
}
