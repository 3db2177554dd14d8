import { Lock, ListTree, MessageSquare, Paperclip, SquareCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { Icon } from '../../ui/icon.tsx';
import { DueText } from '../tasks/due-text.tsx';
import { isOpen } from '../../data/tasks/is-open.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

const noCounts = {
  checklistDone: 0,
  checklistTotal: 0,
  subtaskDone: 0,
  subtaskTotal: 0,
  commentCount: 0,
  attachmentCount: 0,
};

/** Which details a card shows. */
interface ShownDetails {
  /** Whether the due date is shown. */
  readonly hasDue: boolean;
  /** Whether subtasks, comments and the like are counted. */
  readonly hasCounts: boolean;
}

interface CardMetaProps extends ShownDetails {
  readonly task: KnownTask;
  readonly children: ReactNode;
}

function detailsOf(task: KnownTask, shown: ShownDetails) {
  return {
    counts: shown.hasCounts ? task : noCounts,
    isBlocked: task.blocked && isOpen(task),
    hasDue: shown.hasDue && (task.dueDate !== null || task.dueAt !== null),
  };
}

/** Whether a card has details for the row below its title. */
export function hasDetails(task: KnownTask, shown: ShownDetails): boolean {
  const { counts, isBlocked, hasDue } = detailsOf(task, shown);
  const { checklistTotal, subtaskTotal, commentCount, attachmentCount } = counts;
  return hasDue || isBlocked || checklistTotal + subtaskTotal + commentCount + attachmentCount > 0;
}

/** The details below a card's title in one row. */
export function CardMeta({ task, children, ...shown }: CardMetaProps) {
  const { t } = useTexts();
  const { counts, isBlocked, hasDue } = detailsOf(task, shown);
  const { checklistDone, checklistTotal, subtaskDone, subtaskTotal, commentCount, attachmentCount } = counts;
  const checked = { done: formatNumber(checklistDone), total: formatNumber(checklistTotal) };
  const parts = { done: formatNumber(subtaskDone), total: formatNumber(subtaskTotal) };
  return (
    <div className="card-line">
      {hasDue && <DueText task={task} />}
      {isBlocked && (
        <span className="card-count text-danger" title={t('task.blocked')}>
          <Icon of={Lock} size={14} />
          <span className="sr-only">{t('task.blocked')}</span>
        </span>
      )}
      {subtaskTotal > 0 && (
        <span className="card-count" title={t('task.subtaskProgress', parts)}>
          <Icon of={ListTree} size={14} />
          {t('task.checklistShort', parts)}
        </span>
      )}
      {checklistTotal > 0 && (
        <span className="card-count" title={t('task.checklistProgress', checked)}>
          <Icon of={SquareCheck} size={14} />
          {t('task.checklistShort', checked)}
        </span>
      )}
      {commentCount > 0 && (
        <span className="card-count" title={t('task.commentCount', { count: commentCount })}>
          <Icon of={MessageSquare} size={14} />
          {formatNumber(commentCount)}
        </span>
      )}
      {attachmentCount > 0 && (
        <span className="card-count" title={t('task.attachmentCount', { count: attachmentCount })}>
          <Icon of={Paperclip} size={14} />
          {formatNumber(attachmentCount)}
        </span>
      )}
      {children && <span className="ms-auto flex">{children}</span>}
    </div>
  );
}
