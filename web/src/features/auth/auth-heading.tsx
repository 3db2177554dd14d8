import type { ReactNode } from 'react';

export function AuthHeading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="grid gap-1">
      <h1 className="text-display font-semibold tracking-[-0.02em] text-balance">{title}</h1>
      {children && <p className="text-soft">{children}</p>}
    </div>
  );
}
