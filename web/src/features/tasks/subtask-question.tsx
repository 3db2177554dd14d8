import { subtaskQuestions } from '../../data/tasks/close-task.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useSignal } from '../../lib/signal.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks whether open subtasks are completed together with their parents. */
export function SubtaskQuestion() {
  const { t } = useTexts();
  const open = useSignal(subtaskQuestions.open);
  if (!open) return null;
  const { answer, question } = open;
  const { keys, count } = question;
  const [key = ''] = keys;
  const isOne = keys.length === 1;
  return (
    <Dialog
      title={isOne ? t('completing.title', { key }) : t('completing.titleMany', { count: keys.length })}
      onClose={() => answer(null)}
      actions={
        <>
          <Button onClick={() => answer(null)}>{t('common.cancel')}</Button>
          <Button onClick={() => answer('these')}>
            {isOne ? t('completing.onlyOne', { key }) : t('completing.onlyThese')}
          </Button>
          <Button tone="primary" onClick={() => answer('all')}>
            {t('completing.all', { count, amount: formatNumber(count) })}
          </Button>
        </>
      }
    >
      <p className="text-soft">{t('task.openSubtasks', { count })}</p>
    </Dialog>
  );
}
