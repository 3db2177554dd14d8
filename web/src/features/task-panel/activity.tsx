import { useState } from 'react';
import type { Task } from '../../api/types.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { PartButtons } from '../../ui/part-buttons.tsx';
import { Comments } from './comments/comments.tsx';
import { History } from './history/history.tsx';

const parts = ['comments', 'history'] as const;

/** Comments and history. */
export function Activity({ task }: { task: Task }) {
  const { t } = useTexts();
  const [part, setPart] = useState<(typeof parts)[number]>('comments');
  return (
    <section aria-label={t('activity.title')} className="grid grid-cols-1 gap-3 border-t border-line pt-4">
      <PartButtons
        label={t('activity.title')}
        parts={parts.map((name) => [name, t(`activity.${name}`)])}
        shown={part}
        onChoose={setPart}
      />
      {part === 'comments' ? <Comments task={task} /> : <History task={task} />}
    </section>
  );
}
