import { MessageSquare, SquareCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { Icon } from '../../ui/icon.tsx';
import { DueText } from '../tasks/due-text.tsx';
import type { KnownTask } from '../tasks/store.ts';

/** What a card tells besides its title, in one row; no row where there is nothing to tell. */
export function CardMeta({ task, children }: { task: KnownTask; children: ReactNode }) {
  const { t } = useTexts();
  const { checklistDone, checklistTotal, commentCount, dueDate, dueAt } = task;
  const hasDue = dueDate !== null || dueAt !== null;
  if (!hasDue && checklistTotal === 0 && commentCount === 0 && !children) return null;
  const done = formatNumber(checklistDone);
  const total = formatNumber(checklistTotal);
  return (
    <div className="card-line">
      {hasDue && <DueText task={task} />}
      {checklistTotal > 0 && (
        <span className="card-count" title={t('task.checklistProgress', { done, total })}>
          <Icon of={SquareCheck} size={14} />
          {t('task.checklistShort', { done, total })}
        </span>
      )}
      {commentCount > 0 && (
        <span className="card-count" title={t('task.commentCount', { count: commentCount })}>
          <Icon of={MessageSquare} size={14} />
          {formatNumber(commentCount)}
        </span>
      )}
      {children && <span className="ms-auto flex">{children}</span>}
    </div>
  );
}
