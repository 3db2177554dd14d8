import { Link } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

export function NotFound() {
  const { t } = useTexts();
  return (
    <div className="grid h-full content-center">
      <EmptyState isPage title={t('notFound.title')} text={t('notFound.text')}>
        <Link to="/" className={buttonClass({ tone: 'primary' })}>
          {t('notFound.back')}
        </Link>
      </EmptyState>
    </div>
  );
}
