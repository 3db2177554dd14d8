import i18next from 'i18next';
import type { Task } from '../../api/types.ts';
import { formatDue } from '../../i18n/due.ts';
import { currentDateFormat } from '../../i18n/use-date-format.ts';
import { showToast } from '../../ui/toasts.ts';
import { tasks } from './tasks.ts';

/** A task as a change left it; of a series with the one that goes on with it: made by the change, or left standing. */
export interface Changed extends Task {
  readonly next?: Task | null;
}

/** Takes in what a change made of a task: it and the next of its series are on the board at once. */
export function putChanged({ next, ...task }: Changed): Task {
  tasks.put(next ? [task, next] : [task]);
  return task;
}

/** What became of the series: "ENG-9 is next, due tomorrow." Nothing where the change had nothing to do with it. */
export function seriesText({ next, completedAt }: Changed): string | undefined {
  if (!next) return undefined;
  const { key } = next;
  if (completedAt === null) return i18next.t('series.stays', { key });
  const due = formatDue(next, currentDateFormat(), new Date(), (near) => i18next.t(`dates.${near}`));
  return due === null ? i18next.t('series.next', { key }) : i18next.t('series.nextDue', { key, due });
}

/** Says what a change that took back another one did to the task which that one had made. */
export function showNextTask(saved: Changed, nextTask: Task | null | undefined): void {
  if (nextTask && !saved.next) {
    tasks.remove(nextTask.id);
    showToast({ text: i18next.t('series.gone', { key: nextTask.key }), topic: 'undo' });
  }
  const text = seriesText(saved);
  if (text !== undefined) showToast({ text, topic: 'undo' });
}
