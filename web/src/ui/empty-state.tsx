import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly children?: ReactNode;
  /** It is the only content of the page. */
  readonly isPage?: boolean;
}

/** Says that there is nothing yet, and what to do next. */
export function EmptyState({ title, text, children, isPage = false }: EmptyStateProps) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className="mx-auto grid max-w-sm justify-items-center gap-2 px-6 py-16 text-center">
      <Heading className="text-reading font-semibold">{title}</Heading>
      <p className="text-balance text-soft">{text}</p>
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
