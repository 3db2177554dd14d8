import { Skeleton } from '../../ui/skeleton.tsx';

export function PanelSkeleton() {
  return (
    <div className="grid gap-4 p-6" aria-hidden>
      <Skeleton className="h-4 w-20" />
      <Skeleton className="h-7 w-3/4" />
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  );
}
