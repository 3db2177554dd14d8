import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../lib/class-names.ts';
import { Button } from './button.tsx';

interface MoreButtonProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): Promise<unknown>;
  };
  readonly className?: string;
}

/** Loads the next page of a list, if there is one. */
export function MoreButton({ query, className }: MoreButtonProps) {
  const { t } = useTexts();
  if (!query.hasNextPage) return null;
  return (
    <div className={classNames('grid justify-items-center', className)}>
      <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('common.more')}
      </Button>
    </div>
  );
}
