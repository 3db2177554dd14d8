import type { ReactNode } from 'react';

/** One channel of a type. Its name is shown where there is no heading above. */
export function ChannelCell({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5 text-meta text-soft sm:justify-center">
      {children}
      <span aria-hidden className="sm:hidden">
        {name}
      </span>
    </span>
  );
}
