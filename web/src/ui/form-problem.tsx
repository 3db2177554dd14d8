import type { ReactNode } from 'react';

/** The form's problem, shown beside its button. */
export function FormProblem({ children }: { children: ReactNode }) {
  return (
    <div role="alert">
      {children && <p className="rounded-[6px] bg-danger-wash px-3 py-2 text-danger">{children}</p>}
    </div>
  );
}
