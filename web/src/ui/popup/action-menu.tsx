import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Header } from 'react-aria-components/Header';
import { Text } from 'react-aria-components/Text';
import type { MenuGroup } from './menu-action.ts';
import { Popup, type PopupState } from './popup.tsx';

interface ActionMenuProps {
  readonly state: PopupState;
  readonly label: string;
  readonly groups: readonly MenuGroup[];
}

export function ActionMenu({ state, label, groups }: ActionMenuProps) {
  return (
    <Popup state={state} label={label}>
      <Menu aria-label={label} className="menu" autoFocus="first" onClose={state.close}>
        {groups.map(({ id, title, items }) => (
          <MenuSection key={id} className="menu-section" {...(title === undefined ? { 'aria-label': label } : {})}>
            {title !== undefined && <Header className="menu-title">{title}</Header>}
            {items.map((item) => (
              <MenuItem
                key={item.id}
                id={item.id}
                textValue={item.label}
                isDisabled={item.isDisabled ?? false}
                className={item.isDanger ? 'menu-item menu-item-danger' : 'menu-item'}
                onAction={item.run}
              >
                {item.icon}
                <Text slot="label" className="own-direction min-w-0 flex-1 truncate">
                  {item.label}
                  {item.detail !== undefined && <span className="ms-2 text-meta text-muted"> {item.detail}</span>}
                </Text>
                {/* CSS draws the key: it must not be part of the item's name. */}
                {item.shortcut !== undefined && (
                  <span aria-hidden dir="ltr" className="menu-key" data-key={item.shortcut} />
                )}
                {item.mark}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Popup>
  );
}
