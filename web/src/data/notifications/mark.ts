import i18next from 'i18next';
import { api, body } from '../../api/client.ts';
import { command, sendCommand } from '../../api/command.ts';
import { currentDateFormat } from '../../i18n/use-date-format.ts';
import { formatMoment } from '../../i18n/dates.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { deferred } from '../../lib/deferred.ts';
import { newId } from '../../lib/new-id.ts';
import { networkProblem } from '../../lib/problem.ts';
import { announce } from '../../ui/announcer.tsx';
import { showToast } from '../../ui/toasts.ts';
import { deliver, type Delivery } from '../outbox/deliver.ts';
import { waitingChanges } from '../outbox/outbox.ts';
import { sendWaiting } from '../outbox/sender.ts';
import { forgetUndo } from '../tasks/undo.ts';
import { offerUndo } from '../tasks/undo-task-change.ts';
import type { InboxChange, InboxTarget, PendingChange } from './inbox-rows.ts';
import { inboxEffect, isInboxEffect, readInboxAgain, showPending } from './pending.ts';

const keyedQueue = createKeyedQueue();
/** The server accepts this many at once. */
const maxRows = 200;

type MarkBody = NonNullable<Parameters<typeof command<'post', '/notifications/mark'>>[4]>;
type Sent = Delivery<{ readonly changeId: string }>;

/** Marks that are being sent, and those of them that concern all. */
const inFlight = new Set<Promise<unknown>>();
const allInFlight = new Set<Promise<unknown>>();
const longestWaitMs = 5_000;

/**
 * Changes rows with the earlier notifications of their tasks, or all. Shown at once; refused changes are rolled back
 * with the reason. Changes of rows wait where the server can't be reached; those of all don't, as they would concern
 * what arrives later.
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
  const parts = partsOf(target).map((part, index) => ({ id: `${attempt}-${index}`, target: part, change }));
  const sent = Promise.all(parts.map(sendAndShow));
  // Offered at once: the next undo is that of this change. It waits until the change is sent.
  const undoStep = isQuiet ? null : offerUndo(doneText(target, change), () => sent.then(undoChange, () => undefined));
  const sets = 'all' in target ? [inFlight, allInFlight] : [inFlight];
  for (const set of sets) set.add(sent);
  try {
    await sent;
  } catch (error) {
    if (undoStep) forgetUndo(undoStep);
    const retry = {
      label: i18next.t('common.retry'),
      run: () => void markNotifications(target, change, isQuiet, attempt),
    };
    showToast({ tone: 'danger', text: failedText(target, change), detail: problemText(error), action: retry });
  } finally {
    for (const set of sets) set.delete(sent);
  }
}

/** Sends a change and shows it meanwhile, until the inbox was read again. An undo need not wait for that. */
async function sendAndShow(part: PendingChange): Promise<Sent> {
  const hide = showPending(part);
  try {
    const sent = await send(part);
    if (sent.isKept) hide(false);
    else void readInboxAgain().finally(() => hide(true));
    return sent;
  } catch (error) {
    hide(false);
    throw error;
  }
}

function partsOf(target: InboxTarget): readonly InboxTarget[] {
  if ('all' in target) return [target];
  const count = Math.ceil(target.rows.length / maxRows);
  return Array.from({ length: count }, (_, index) => ({
    rows: target.rows.slice(index * maxRows, (index + 1) * maxRows),
  }));
}

async function send(part: PendingChange): Promise<Sent> {
  const { id, target, change } = part;
  const mark = (which: MarkBody) => command(id, 'post', '/notifications/mark', undefined, which);
  if ('all' in target) {
    await untilSent();
    return { isKept: false, reply: await sendCommand(mark({ ...target, ...change })) };
  }
  await Promise.allSettled(allInFlight);
  const rows = { ids: target.rows.map((row) => row.id), group: 'task' as const };
  return deliver({
    command: mark({ ...rows, ...change }),
    // A snooze may be over when it is sent.
    ...(change.to === 'snoozed' ? { fallback: { ...rows, to: 'unread' } } : {}),
    effects: [inboxEffect(part)],
    label: doneText(target, change),
    isStoredFirst: true,
  });
}

const isWaiting = () => waitingChanges.get().some(({ effects }) => effects.some(isInboxEffect));

/** A change of all must not be made before earlier ones. @throws Problem if some of them wait for the server. */
async function untilSent(): Promise<void> {
  await Promise.allSettled(inFlight);
  if (!isWaiting()) return;
  sendWaiting();
  const { promise, resolve } = deferred<void>();
  const stop = waitingChanges.subscribe(() => isWaiting() || resolve());
  const timer = setTimeout(resolve, longestWaitMs);
  await promise;
  stop();
  clearTimeout(timer);
  if (isWaiting()) throw networkProblem(undefined);
}

async function undoChange(sent: readonly Sent[]): Promise<void> {
  const changeIds: string[] = [];
  let isDropped = false;
  for (const delivery of sent) {
    if (!delivery.isKept) changeIds.push(delivery.reply.changeId);
    else if (await delivery.drop()) isDropped = true;
    else {
      const made = await delivery.made;
      if (made?.reply) changeIds.push(made.reply.changeId);
    }
  }
  if (changeIds.length > 0) await undoSent(changeIds);
  else if (isDropped) announce(i18next.t('inbox.undone'));
}

async function undoSent(changeIds: readonly string[]): Promise<void> {
  try {
    await keyedQueue.run('inbox', async () => {
      for (const changeId of changeIds) await body(api.POST('/notifications/undo', { body: { changeId } }));
    });
    await readInboxAgain();
    announce(i18next.t('inbox.undone'));
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void undoSent(changeIds) };
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
