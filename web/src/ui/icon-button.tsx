import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly label: string;
  /** The keyboard shortcut, shown in the tooltip. */
  readonly shortcut?: string;
  readonly children: ReactNode;
}

/** The style of a button that is an icon. Fingers hit more than what is seen of it. */
export const iconButton =
  'tap inline-grid size-7 shrink-0 place-items-center rounded-[6px] text-muted transition-colors duration-(--fast) hover:bg-hover hover:text-ink disabled:opacity-50 aria-haspopup:aria-expanded:bg-hover';

export function IconButton({ label, shortcut, className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      className={classNames(iconButton, className)}
      {...rest}
    >
      {children}
    </button>
  );
}
