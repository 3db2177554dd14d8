import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type SidebarLinkProps = Pick<LinkProps, 'to' | 'params'> & {
  readonly icon: ReactNode;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
};

export function SidebarLink({ icon, mark, children, ...target }: SidebarLinkProps) {
  return (
    <li>
      <Link
        {...target}
        activeOptions={{ includeSearch: false }}
        className="flex h-8 items-center gap-2.5 rounded-[6px] px-2 text-soft transition-colors duration-(--fast) hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink"
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {mark}
      </Link>
    </li>
  );
}
