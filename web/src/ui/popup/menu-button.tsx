import type { ComponentProps } from 'react';
import { closing, lazyPart } from '../lazy-part.tsx';
import type { MenuGroup } from './menu-action.ts';
import { PopupButton } from './popup-button.tsx';

interface MenuButtonProps extends ComponentProps<'button'> {
  /** The label of the menu, and of the button if it has no text. */
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
