import { X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

interface PanelProblemProps {
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onClose: () => void;
}

/** Shown if the task could not be read; the panel can still be closed. */
export function PanelProblem({ error, onRetry, onClose }: PanelProblemProps) {
  const { t } = useTexts();
  return (
    <>
      <header className="flex h-13 flex-none items-center justify-end border-b border-line px-4">
        <IconButton label={t('common.close')} shortcut="Esc" onClick={onClose}>
          <Icon of={X} />
        </IconButton>
      </header>
      <ErrorState error={error} onRetry={onRetry} />
    </>
  );
}
