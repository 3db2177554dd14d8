import type { ReactNode } from 'react';

/** A field with its name. */
export function PropertyRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[8.5rem_minmax(0,1fr)] items-start gap-x-2 max-sm:grid-cols-[7rem_minmax(0,1fr)]">
      <dt className="own-direction truncate leading-8 text-muted">{name}</dt>
      <dd className="-mx-2 flex min-w-0 flex-wrap items-center">{children}</dd>
    </div>
  );
}
