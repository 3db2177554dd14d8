import { Skeleton } from '../../ui/skeleton.tsx';

export function InboxSkeleton() {
  return (
    <div className="grid max-w-4xl gap-3 p-4" aria-hidden>
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-12" />
      ))}
    </div>
  );
}
