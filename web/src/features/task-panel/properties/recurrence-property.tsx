import { useMutation } from '@tanstack/react-query';
import { Repeat2, SkipForward } from 'lucide-react';
import { useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { closing, lazyPart } from '../../../ui/lazy-part.tsx';
import { repeatSentence } from '../../recurrence/sentence.ts';
import { isOpen } from '../../../data/tasks/is-open.ts';
import { skipDate } from '../../../data/tasks/skip-date.ts';
import { Unset } from './unset.tsx';
import type { Save } from '../edits/use-edits.ts';

interface RecurrencePropertyProps {
  readonly task: Task;
  readonly save: Save;
  readonly isReadOnly: boolean;
}

const RepeatDialog = lazyPart(async () => (await import('../../recurrence/repeat-dialog.tsx')).RepeatDialog, {
  failed: closing(({ onClose }) => onClose()),
});

/** The recurrence rule as a sentence. */
export function RecurrenceProperty({ task, save, isReadOnly }: RecurrencePropertyProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const [isEditing, setEditing] = useState(false);
  const skip = useMutation({ mutationFn: () => skipDate(task) });
  const { recurrence } = task;
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        disabled={isReadOnly}
        className="property min-w-0 flex-nowrap! text-start"
        onClick={() => setEditing(true)}
      >
        {recurrence && <Icon of={Repeat2} className="mx-0!" />}
        {recurrence ? (
          repeatSentence(recurrence, dateFormat, now)
        ) : (
          <Unset name={t('task.repeats')}>{t('repeat.not')}</Unset>
        )}
      </button>
      {recurrence && !isReadOnly && isOpen(task) && (
        <Button tone="quiet" size="small" isBusy={skip.isPending} onClick={() => skip.mutate()}>
          <Icon of={SkipForward} className="rtl:-scale-x-100" />
          {t('repeat.skip')}
        </Button>
      )}
      {isEditing && (
        <RepeatDialog
          recurrence={recurrence}
          due={task}
          onClose={() => setEditing(false)}
          onSave={(next) => void save(task, { recurrence: next })}
        />
      )}
    </>
  );
}
