import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';

interface PanelFrameProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The panel itself: it takes the focus when it opens, and Escape closes it. */
export function PanelFrame({ label, onClose, children }: PanelFrameProps) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && event.currentTarget.contains(event.target as Node))
      onClose();
  };
  return (
    <aside ref={ref} tabIndex={-1} aria-label={label} className="panel" onKeyDown={onKeyDown}>
      {children}
    </aside>
  );
}
