import { type ErrorComponentProps, useLocation, useNavigate } from '@tanstack/react-router';
import { PanelProblem } from '../features/task-panel/panel-problem.tsx';
import { PanelSkeleton } from '../features/task-panel/panel-skeleton.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { useRetry } from './use-retry.ts';

/** Shown instead of a task that failed to load; the list or board behind it stays. */
export function PanelError(props: ErrorComponentProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const retry = useRetry(props);
  const close = () => void navigate({ to: pathname.replace(/\/tasks\/[^/]+$/, ''), search: true });
  return (
    <aside aria-label={t('common.failed')} className="panel">
      <PanelProblem error={props.error} onRetry={retry} onClose={close} />
    </aside>
  );
}

/** Shown while the code of the panel is loading. */
export function PanelPending() {
  const { t } = useTexts();
  return (
    <aside aria-label={t('common.loading')} className="panel">
      <PanelSkeleton />
    </aside>
  );
}
