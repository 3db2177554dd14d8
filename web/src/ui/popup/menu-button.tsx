import type { ComponentProps, ReactNode } from 'react';
import { closing, lazyPart } from '../lazy-part.tsx';
import { PopupButton } from './popup-button.tsx';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  /** At the line's end: a check, a count. */
  readonly mark?: ReactNode;
  readonly shortcut?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

export interface MenuGroup {
  readonly id: string;
  readonly title?: string;
  readonly items: readonly MenuAction[];
}

interface MenuButtonProps extends ComponentProps<'button'> {
  /** Names the menu, and the button where it has no words of its own. */
  readonly label: string;
  readonly groups: readonly MenuGroup[];
}

const LazyActionMenu = lazyPart(async () => (await import('./action-menu.tsx')).ActionMenu, {
  failed: closing(({ state }) => state.close()),
});

export function MenuButton({ label, groups, children, ...rest }: MenuButtonProps) {
  return (
    <PopupButton
      kind="menu"
      preload={LazyActionMenu.preload}
      popup={(state) => <LazyActionMenu state={state} label={label} groups={groups} />}
      {...rest}
    >
      {children}
    </PopupButton>
  );
}
