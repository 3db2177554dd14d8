import { useRef, useState } from 'react';

/** Waits until the files that are being uploaded are in the text; false if one of them did not get there. */
export type WhenWhole = () => Promise<boolean>;

/** For who sends or saves the text of a field: `whole` is for the field. */
export function useWholeText() {
  const whole = useRef<WhenWhole>(null);
  const [isWaiting, setWaiting] = useState(false);
  const whenWhole: WhenWhole = async () => {
    setWaiting(true);
    const isWhole = (await whole.current?.()) ?? true;
    setWaiting(false);
    return isWhole;
  };
  return { whole, isWaiting, whenWhole };
}
