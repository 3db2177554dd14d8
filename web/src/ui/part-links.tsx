import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface PartLinksProps {
  readonly label: string;
  readonly parts: readonly (Pick<LinkProps, 'params' | 'search'> & {
    readonly to: NonNullable<LinkProps['to']>;
    readonly name: string;
    /** A count beside the name. */
    readonly mark?: ReactNode;
  })[];
}

/** Links between the parts of a page. */
export function PartLinks({ label, parts }: PartLinksProps) {
  return (
    <nav aria-label={label} className="-mx-1 min-w-0 overflow-x-auto pointer-coarse:-my-1">
      <ul className="flex gap-0.5 p-1 pointer-coarse:py-2">
        {parts.map(({ to, params, search, name, mark }) => (
          <li key={to}>
            <Link
              to={to}
              params={params ?? {}}
              search={search ?? {}}
              activeOptions={{ exact: true, includeSearch: false }}
              className="tap inline-flex h-7 items-center gap-1.5 rounded-[6px] px-2.5 whitespace-nowrap text-muted transition-colors hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {name}
              {mark}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
