import type { ReactNode } from 'react';

interface AuthHeadingProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** Below another heading. */
  readonly isPart?: boolean;
}

export function AuthHeading({ title, children, isPart = false }: AuthHeadingProps) {
  const Heading = isPart ? 'h2' : 'h1';
  const className = isPart ? 'text-title' : 'text-display tracking-[-0.02em]';
  return (
    <div className="grid gap-1">
      <Heading className={`${className} font-semibold text-balance`}>{title}</Heading>
      {children && <p className="text-soft">{children}</p>}
    </div>
  );
}
