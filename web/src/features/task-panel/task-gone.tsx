import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** The task was deleted, or closed to me, while it was being looked at. */
export function TaskGone({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  return (
    <EmptyState title={t('task.goneTitle')} text={t('task.goneText')}>
      <Button onClick={onClose}>{t('common.close')}</Button>
    </EmptyState>
  );
}
