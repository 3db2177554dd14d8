import { RefreshCw } from 'lucide-react';
import { type RefObject } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../lib/class-names.ts';
import { usePull } from '../lib/use-pull.ts';
import { Icon } from './icon.tsx';

interface PullHintProps {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly onRefresh: () => Promise<unknown>;
}

/** Shows at the top of a list that it is pulled down, and refreshes it. */
export function PullHint({ scroller, onRefresh }: PullHintProps) {
  const { t } = useTexts();
  const { pulledPx, isEnough, isRefreshing } = usePull(scroller, onRefresh);
  if (pulledPx === 0 && !isRefreshing) return null;
  return (
    <div role="status" className="pull-hint" style={{ height: isRefreshing ? 48 : pulledPx }}>
      <Icon
        of={RefreshCw}
        size={20}
        className={classNames(isRefreshing ? 'animate-spin' : isEnough ? 'text-accent-text' : 'text-muted')}
      />
      {isRefreshing && <span className="sr-only">{t('common.loading')}</span>}
    </div>
  );
}
