import { useEffect, useEffectEvent } from 'react';

/** Calls a function when the component is removed: a field that has the focus then is not left before. */
export function useWhenRemoved(act: () => void): void {
  const actNow = useEffectEvent(act);
  useEffect(() => () => actNow(), []);
}
