import { type ReactNode, useEffect, useState } from 'react';
import { classNames } from '../lib/class-names.ts';

const delayMs = 200;

/** Appears after a moment: quick loads need no skeleton. */
export function Late({ children }: { children: ReactNode }) {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), delayMs);
    return () => clearTimeout(timer);
  }, []);
  return isDue ? children : null;
}

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block animate-pulse rounded-small bg-hover', className)} />;
}

const maxRows = 4;

/** The placeholder of a list. */
export function RowSkeletons() {
  return (
    <Late>
      {Array.from({ length: maxRows }, (_, index) => (
        <Skeleton key={index} className="h-12" />
      ))}
    </Late>
  );
}
