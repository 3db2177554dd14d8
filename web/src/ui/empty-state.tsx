import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly children?: ReactNode;
}

/** Nothing here yet, and what to do next. */
export function EmptyState({ title, text, children }: EmptyStateProps) {
  return (
    <div className="mx-auto grid max-w-sm justify-items-center gap-2 px-6 py-16 text-center">
      <h2 className="text-reading font-semibold">{title}</h2>
      <p className="text-balance text-soft">{text}</p>
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
