import { useSyncExternalStore } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { BoardColumn } from '../../data/boards/columns.ts';
import type { BoardView } from '../../data/boards/view.ts';

/** Shown if a filter matches no card of any column, and all were read. */
export function NothingFound({ columns, view }: { columns: readonly BoardColumn[]; view: BoardView }) {
  const { t } = useTexts();
  const isEmpty = useSyncExternalStore(view.subscribe, () =>
    columns.every(({ id }) => {
      const { cards, gapAt } = view.content(id);
      return cards.length === 0 && gapAt === null;
    }),
  );
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-40 px-6 text-center text-soft">
      {isEmpty && t('filter.nothing')}
    </div>
  );
}
