import { type KeyboardEvent, useRef } from 'react';

/** The keys of a text that is edited in place: Enter leaves it, Escape leaves it and gives the change up. */
export function useLineKeys() {
  const isGivenUp = useRef(false);
  return {
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.nativeEvent.isComposing) return;
      if (event.key === 'Enter') event.currentTarget.blur();
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      isGivenUp.current = true;
      event.currentTarget.blur();
    },
    /** Whether the change was given up. Call it once, when the text is left. */
    takeGivenUp() {
      const wasGivenUp = isGivenUp.current;
      isGivenUp.current = false;
      return wasGivenUp;
    },
  };
}
