import { useMemo, useRef, useState } from 'react';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';

interface SnoozingProps {
  /** Where the menu opens. */
  readonly anchor: Element;
  readonly onChoose: (until: string) => void;
  readonly onClose: () => void;
}

const SnoozeMenu = lazyPart(async () => (await import('./snooze-menu.tsx')).SnoozeMenu, {
  failed: closing(({ state }) => state.close()),
});
const SnoozeDialog = lazyPart(async () => (await import('./snooze-dialog.tsx')).SnoozeDialog, {
  failed: closing(({ onClose }) => onClose()),
});

/** Chooses until when: from a menu, or by date and time. */
export function Snoozing({ anchor, onChoose, onClose }: SnoozingProps) {
  const [isCustom, setCustom] = useState(false);
  // The menu closes after every choice, also when the dialog follows it.
  const goesOn = useRef(false);
  const triggerRef = useMemo(() => ({ current: anchor }), [anchor]);
  const choose = (until: string) => {
    onClose();
    onChoose(until);
  };
  if (isCustom) return <SnoozeDialog onChoose={choose} onClose={onClose} />;
  return (
    <SnoozeMenu
      state={{ isOpen: true, close: () => !goesOn.current && onClose(), triggerRef, container: document.body }}
      onChoose={choose}
      onCustom={() => {
        goesOn.current = true;
        setCustom(true);
      }}
    />
  );
}
