import { useTexts } from '../i18n/use-texts.ts';
import { Button } from './button.tsx';

interface MoreButtonProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): Promise<unknown>;
  };
}

/** The next page of a list, where there is one. */
export function MoreButton({ query }: MoreButtonProps) {
  const { t } = useTexts();
  if (!query.hasNextPage) return null;
  return (
    <Button
      className="justify-self-center"
      isBusy={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {t('common.more')}
    </Button>
  );
}
