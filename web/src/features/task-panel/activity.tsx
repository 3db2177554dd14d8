import { useState } from 'react';
import type { Task } from '../../api/types.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { Comments } from './comments/comments.tsx';
import { History } from './history/history.tsx';

const parts = ['comments', 'history'] as const;

/** Comments and history. */
export function Activity({ task }: { task: Task }) {
  const { t } = useTexts();
  const [part, setPart] = useState<(typeof parts)[number]>('comments');
  return (
    <section aria-label={t('activity.title')} className="grid grid-cols-1 gap-3 border-t border-line pt-4">
      <div role="group" aria-label={t('activity.title')} className="-mx-2 flex gap-1">
        {parts.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={part === name}
            onClick={() => setPart(name)}
            className={classNames(
              'h-7 rounded-[6px] px-2',
              part === name ? 'font-medium text-ink' : 'text-muted hover:text-ink',
            )}
          >
            {t(`activity.${name}`)}
          </button>
        ))}
      </div>
      {part === 'comments' ? <Comments task={task} /> : <History task={task} />}
    </section>
  );
}
