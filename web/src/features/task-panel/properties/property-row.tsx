import type { ReactNode } from 'react';

interface PropertyRowProps {
  readonly id: string;
  readonly name: string;
  readonly children: ReactNode;
}

/** A field with its name. */
export function PropertyRow({ id, name, children }: PropertyRowProps) {
  return (
    <div data-field={id} className="grid grid-cols-[6rem_minmax(0,1fr)] items-start gap-x-2">
      <dt title={name} className="own-direction my-1.5 line-clamp-2 leading-5 text-muted pointer-coarse:my-3">
        {name}
      </dt>
      <dd className="-mx-2 flex min-w-0 flex-wrap items-center">{children}</dd>
    </div>
  );
}
