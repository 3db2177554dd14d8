import type { ReactNode } from 'react';

interface SidebarSectionProps {
  readonly title: ReactNode;
  /** An action beside the title. */
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function SidebarSection({ title, action, children }: SidebarSectionProps) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <div className="flex h-7 items-center justify-between ps-2">
        <h2 className="flex min-w-0 text-meta font-medium text-muted">{title}</h2>
        {action}
      </div>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-px">{children}</ul>
    </section>
  );
}
