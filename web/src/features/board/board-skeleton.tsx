import { Late, Skeleton } from '../../ui/skeleton.tsx';

export function BoardSkeleton() {
  return (
    <Late>
      <div className="board" aria-hidden>
        {[3, 2, 4, 1].map((cards, column) => (
          <div key={column} className="column">
            <div className="column-head">
              <Skeleton className="h-4 w-24" />
            </div>
            <div className="column-body grid content-start gap-2">
              {Array.from({ length: cards }, (_, card) => (
                <Skeleton key={card} className="h-20" />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Late>
  );
}
