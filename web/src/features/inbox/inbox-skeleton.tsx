import { Skeleton } from '../../ui/skeleton.tsx';

export function InboxSkeleton() {
  return (
    <div className="mx-auto grid max-w-3xl gap-3 p-4" aria-hidden>
      {[1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-12" />
      ))}
    </div>
  );
}
