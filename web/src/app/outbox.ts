import i18next from 'i18next';
import { bulkKind } from '../data/lists/bulk-effect.ts';
import { inboxKind } from '../data/notifications/pending.ts';
import type { Refusal } from '../data/outbox/entry.ts';
import { listKind, valueKind } from '../data/outbox/list-effect.ts';
import { openOutbox } from '../data/outbox/open-outbox.ts';
import { isOutboxOpen } from '../data/outbox/shown.ts';
import { lastUserId } from '../data/session/was-signed-in.ts';
import { newTaskPageKind } from '../data/task-page/new-task.ts';
import { hiddenTaskKind, restoredTaskKind, taskKind } from '../data/tasks/effects.ts';
import { problemText } from '../i18n/problem-text.ts';
import { Problem } from '../lib/problem.ts';
import { showToast } from '../ui/toasts.ts';
import { isUserConfirmed, userConfirmed } from './confirmed-user.ts';

/** Changes of this person wait where the server can't be reached; those of earlier visits are shown and sent. */
export function openOutboxOf(userId: string): Promise<void> {
  return openOutbox({
    userId,
    isCurrent: () => isUserConfirmed() && lastUserId() === userId,
    confirmed: userConfirmed,
    kinds: {
      task: taskKind,
      'new-task': newTaskPageKind,
      'hidden-task': hiddenTaskKind,
      'restored-task': restoredTaskKind,
      list: listKind,
      value: valueKind,
      bulk: bulkKind,
      inbox: inboxKind,
    },
    onRefused: showRefusal,
  });
}

function showRefusal({ label, code, detail, status }: Refusal): void {
  showToast({
    tone: 'danger',
    text: i18next.t('outbox.failed', { label }),
    detail: problemText(new Problem({ code, detail, status, requestId: null })),
    action: { label: i18next.t('outbox.show'), run: () => isOutboxOpen.set(true) },
  });
}
