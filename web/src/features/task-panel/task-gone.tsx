import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** Shown if the task was deleted, or access to it was lost, while the panel was open. */
export function TaskGone({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  return (
    <EmptyState title={t('task.goneTitle')} text={t('task.goneText')}>
      <Button onClick={onClose}>{t('common.close')}</Button>
    </EmptyState>
  );
}
