import type { ReactNode } from 'react';
import { keyNames } from '../../features/shortcuts/key-names.ts';

interface SidebarButtonProps {
  readonly icon: ReactNode;
  /** The shortcut for the same. */
  readonly keys: string;
  readonly onClick: () => void;
  readonly children: string;
}

/** An action among the links of the sidebar. */
export function SidebarButton({ icon, keys, onClick, children }: SidebarButtonProps) {
  return (
    <li>
      <button
        type="button"
        onClick={onClick}
        className="flex h-8 w-full items-center gap-2.5 rounded-[6px] px-2 text-start text-soft transition-colors duration-(--fast) hover:bg-hover hover:text-ink pointer-coarse:h-11"
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">{children}</span>
        <span aria-hidden className="text-meta text-muted pointer-coarse:hidden" dir="ltr">
          {keyNames(keys).join(' ')}
        </span>
      </button>
    </li>
  );
}
