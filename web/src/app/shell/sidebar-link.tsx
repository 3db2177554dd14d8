import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type SidebarLinkProps = Pick<LinkProps, 'to' | 'params' | 'search'> & {
  readonly icon: ReactNode;
  readonly mark?: ReactNode;
  /** The current page is below this link, but not its target. */
  readonly isWithin?: boolean;
  /** The target's name; shown in full in the tooltip if it is truncated. */
  readonly children: string;
};

export function SidebarLink({ icon, mark, isWithin = false, children, ...target }: SidebarLinkProps) {
  return (
    <li>
      <Link
        {...target}
        {...(isWithin ? { 'aria-current': true } : {})}
        // A link with a search is current only with all of it.
        activeOptions={{ includeSearch: target.search !== undefined }}
        className="flex h-8 items-center gap-2.5 rounded-[6px] px-2 text-soft transition-colors duration-(--fast) hover:bg-hover hover:text-ink aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink"
      >
        {icon}
        <span title={children} className="own-direction min-w-0 flex-1 truncate">
          {children}
        </span>
        {mark}
      </Link>
    </li>
  );
}
