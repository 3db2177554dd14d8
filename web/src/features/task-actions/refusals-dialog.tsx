import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import type { Refusal } from '../../data/lists/bulk-change.ts';

/** The tasks that could not be changed, each with its reason. */
export function RefusalsDialog({ refusals, onClose }: { refusals: readonly Refusal[]; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Dialog
      title={t('bulk.refused', { count: refusals.length })}
      onClose={onClose}
      actions={
        <Button tone="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    >
      <ul
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without a mouse the arrow keys scroll it
        tabIndex={0}
        className="grid max-h-[50dvh] gap-2 overflow-y-auto"
      >
        {refusals.map(({ task: { id, key, title }, why }) => (
          <li key={id}>
            <p className="flex gap-1.5 font-medium">
              <bdi className="flex-none text-muted">{key}</bdi>
              <Name className="truncate">{title}</Name>
            </p>
            <p className="text-soft">{why}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
