import { useLocation } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { useSignal } from '../../lib/signal.ts';
import { panelSize } from './header/panel-size.ts';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The panel opens beside a list whose row has the focus and keeps it. */
    readonly keepsFocus?: boolean;
  }
}

interface PanelFrameProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The panel itself: it takes the focus when it opens, unless a list keeps it, and Escape closes it. */
export function PanelFrame({ label, onClose, children }: PanelFrameProps) {
  const ref = useRef<HTMLElement>(null);
  const keepsFocus = useLocation({ select: ({ state }) => state.keepsFocus ?? false });
  const takeFocus = useEffectEvent(() => !keepsFocus && ref.current?.focus({ preventScroll: true }));
  useEffect(() => void takeFocus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && event.currentTarget.contains(event.target as Node))
      onClose();
  };

  const size = useSignal(panelSize);
  return (
    <aside ref={ref} tabIndex={-1} aria-label={label} className={`panel panel-${size}`} onKeyDown={onKeyDown}>
      {children}
    </aside>
  );
}
