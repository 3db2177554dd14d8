import { Late, Skeleton } from '../../ui/skeleton.tsx';

const columns = [[1, 2, 3], [1, 2], [1, 2, 3, 4], [1]];

export function BoardSkeleton() {
  return (
    <Late>
      <div className="board" aria-hidden>
        {columns.map((cards) => (
          <div key={cards.join()} className="column">
            <div className="column-head">
              <Skeleton className="h-4 w-24" />
            </div>
            <div className="column-body grid content-start gap-2">
              {cards.map((card) => (
                <Skeleton key={card} className="h-20" />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Late>
  );
}
