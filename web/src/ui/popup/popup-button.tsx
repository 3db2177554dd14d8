import {
  type ComponentProps,
  type KeyboardEvent,
  Fragment,
  type ReactNode,
  useCallback,
  useRef,
  useState,
} from 'react';
import type { PopupState } from './popup.tsx';

interface PopupButtonProps extends Omit<ComponentProps<'button'>, 'popover'> {
  readonly kind: 'menu' | 'listbox' | 'dialog';
  /** Loads the code of the popup before the click. */
  readonly preload: () => unknown;
  /** The popup. Its code may still be loading. */
  readonly popup: (state: PopupState) => ReactNode;
}

const openingKeys = new Set(['ArrowDown', 'Enter', ' ']);

/** A plain button; the popup's code is loaded when the pointer or focus comes near. */
export function PopupButton({ kind, preload, popup, children, ...rest }: PopupButtonProps) {
  const triggerRef = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  // Each opening is a new popup: one that failed before is loaded again.
  const [openings, setOpenings] = useState(0);
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const close = useCallback(() => setOpen(false), []);
  const open = () => {
    setContainer(triggerRef.current?.closest('dialog') ?? document.body);
    setOpenings(openings + 1);
    setOpen(true);
  };
  // Not by the click that Enter and Space cause: React Aria takes that for a screen reader's, for which it moves the
  // focus only after all transitions of the page.
  const openByKey = (event: KeyboardEvent) => {
    if (!openingKeys.has(event.key)) return;
    event.preventDefault();
    if (!event.repeat) open();
  };
  return (
    <>
      <button
        type="button"
        ref={triggerRef}
        aria-haspopup={kind}
        aria-expanded={isOpen}
        onClick={open}
        onKeyDown={openByKey}
        onPointerEnter={preload}
        onFocus={preload}
        {...rest}
      >
        {children}
      </button>
      {container && <Fragment key={openings}>{popup({ isOpen, close, triggerRef, container })}</Fragment>}
    </>
  );
}
