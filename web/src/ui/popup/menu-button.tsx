import { type ComponentProps, lazy, type ReactNode } from 'react';
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

const load = () => import('./action-menu.tsx');
const ActionMenu = lazy(async () => ({ default: (await load()).ActionMenu }));

export function MenuButton({ label, groups, children, ...rest }: MenuButtonProps) {
  return (
    <PopupButton
      kind="menu"
      preload={load}
      popup={(state) => <ActionMenu state={state} label={label} groups={groups} />}
      {...rest}
    >
      {children}
    </PopupButton>
  );
}
