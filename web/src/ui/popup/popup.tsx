import './aria-words.ts';
import type { ReactNode, RefObject } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Popover, type PopoverProps } from 'react-aria-components/Popover';
import { localeTag } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';

export interface PopupState {
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly triggerRef: RefObject<Element | null>;
  /** A modal dialog is above everything else, so a popup opened from it must be inside it. */
  readonly container: HTMLElement;
}

interface PopupProps {
  readonly state: PopupState;
  readonly label: string;
  /** A menu or list has its own role. */
  readonly role?: 'dialog';
  readonly placement?: PopoverProps['placement'];
  readonly children: ReactNode;
}

/** Content that floats beside its button, in the reader's direction and calendar. */
export function Popup({
  state: { isOpen, close, triggerRef, container },
  label,
  role,
  placement = 'bottom start',
  children,
}: PopupProps) {
  return (
    <I18nProvider locale={localeTag(useDateFormat())}>
      <Popover
        className="popup"
        aria-label={label}
        {...(role ? { role } : {})}
        placement={placement}
        offset={4}
        UNSTABLE_portalContainer={container}
        triggerRef={triggerRef}
        isOpen={isOpen}
        onOpenChange={(willOpen) => !willOpen && close()}
      >
        {children}
      </Popover>
    </I18nProvider>
  );
}
