import { Link } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { isOutOfReach, isProblem } from '../lib/problem.ts';
import { problemText } from '../i18n/problem-text.ts';
import { Button, buttonClass } from './button.tsx';

/** The error, the request id for the operator, and a retry; a link instead if a retry would not help. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTexts();
  const requestId = isProblem(error) ? error.requestId : null;
  const asksForFactor = isProblem(error, 'second-factor-required');
  return (
    <div role="alert" className="mx-auto grid max-w-sm justify-items-center gap-2 px-6 py-16 text-center">
      <h2 className="text-reading font-semibold">{t('common.failed')}</h2>
      <p className="text-soft">{problemText(error)}</p>
      {requestId !== null && (
        <p className="text-meta text-muted">
          {t('common.requestId')}{' '}
          <code dir="ltr" className="select-all break-all">
            {requestId}
          </code>
        </p>
      )}
      {asksForFactor && (
        <Link to="/settings/security" className={`${buttonClass({ tone: 'primary' })} mt-3`}>
          {t('secondFactorWall.setUp')}
        </Link>
      )}
      {isOutOfReach(error) && !asksForFactor && (
        <Link to="/" className={`${buttonClass({})} mt-3`}>
          {t('notFound.back')}
        </Link>
      )}
      {onRetry && !isOutOfReach(error) && (
        <Button className="mt-3" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </div>
  );
}
