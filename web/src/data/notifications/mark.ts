import i18next from 'i18next';
import { api, body, once } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { currentDateFormat } from '../../i18n/use-date-format.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { newId } from '../../lib/new-id.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.ts';
import { forgetUndo } from '../tasks/undo.ts';
import { offerUndo } from '../tasks/undo-task-change.ts';
import { type InboxChange, type InboxTarget, type PendingChange, unreadAfter } from './inbox-rows.ts';
import { keys } from './keys.ts';
import { pendingChanges, shownUnread } from './queries.ts';

const keyedQueue = createKeyedQueue();
/** The server accepts this many at once. */
const maxRows = 200;

/**
 * Changes rows with everything of their tasks, or all. Shown at once; refused changes are rolled back with the reason.
 * @param isQuiet Without a message and an undo step: the row was only opened.
 * @param attempt A repeat changes nothing twice.
 */
export async function markNotifications(
  target: InboxTarget,
  change: InboxChange,
  isQuiet = false,
  attempt: string = newId(),
): Promise<void> {
  if ('rows' in target && target.rows.length === 0) return;
  const pending: PendingChange = { target, change };
  const { changes } = pendingChanges.get();
  pendingChanges.set({ changes: [...changes, pending], unread: unreadAfter(shownUnread(), pending) });
  const sent = keyedQueue.run('inbox', () => send(target, change, attempt));
  // Offered at once: the next undo is that of this change. It waits until the change is sent.
  const undoStep = isQuiet
    ? null
    : offerUndo(doneText(target, change), () => void sent.then(undoChange, () => undefined));
  try {
    await sent;
    await queryClient.invalidateQueries({ queryKey: keys.all });
  } catch (error) {
    if (undoStep) forgetUndo(undoStep);
    const retry = {
      label: i18next.t('common.retry'),
      run: () => void markNotifications(target, change, isQuiet, attempt),
    };
    showToast({ tone: 'danger', text: failedText(target, change), detail: problemText(error), action: retry });
  } finally {
    const { changes: all, unread } = pendingChanges.get();
    pendingChanges.set({ changes: all.filter((other) => other !== pending), unread });
  }
}

async function send(target: InboxTarget, change: InboxChange, attempt: string): Promise<readonly string[]> {
  if ('all' in target) {
    const { changeId } = await body(
      api.POST('/notifications/mark', { body: { ...target, ...change }, ...once(attempt) }),
    );
    return [changeId];
  }
  const changeIds: string[] = [];
  for (let start = 0; start < target.rows.length; start += maxRows) {
    const ids = target.rows.slice(start, start + maxRows).map(({ id }) => id);
    const mark = { ids, group: 'task', ...change } as const;
    const { changeId } = await body(api.POST('/notifications/mark', { body: mark, ...once(`${attempt}-${start}`) }));
    changeIds.push(changeId);
  }
  return changeIds;
}

async function undoChange(changeIds: readonly string[]): Promise<void> {
  try {
    await keyedQueue.run('inbox', async () => {
      for (const changeId of changeIds) await body(api.POST('/notifications/undo', { body: { changeId } }));
    });
    await queryClient.invalidateQueries({ queryKey: keys.all });
    announce(i18next.t('inbox.undone'));
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void undoChange(changeIds) };
    showToast({ tone: 'danger', text: i18next.t('inbox.undoFailed'), detail: problemText(error), action: retry });
  }
}

function doneText(target: InboxTarget, change: InboxChange): string {
  if ('all' in target) return i18next.t(target.all === 'unread' ? 'inbox.toasts.readAll' : 'inbox.toasts.doneAll');
  const count = target.rows.length;
  if (change.to !== 'snoozed') return i18next.t(`inbox.toasts.${change.to}`, { count });
  return i18next.t('inbox.toasts.snoozed', {
    count,
    time: formatMoment(change.until, currentDateFormat(), new Date()),
  });
}

function failedText(target: InboxTarget, { to }: InboxChange): string {
  if ('all' in target) return i18next.t(to === 'read' ? 'inbox.failedAll' : 'inbox.failedMany');
  const [first, second] = target.rows;
  return second || !first ? i18next.t('inbox.failedMany') : i18next.t('inbox.failed', { title: first.title });
}
