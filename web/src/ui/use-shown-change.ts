import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createKeyedQueue } from '../lib/keyed-queue.ts';

/**
 * A change that is shown as soon as it is wanted, and taken back where the server refuses it. The next one is shown
 * over it and waits for its turn.
 */
export function useShownChange<Change extends object>(send: (change: Change) => Promise<unknown>) {
  const [keyedQueue] = useState(createKeyedQueue);
  const [waiting, setWaiting] = useState<readonly Change[]>([]);
  const { mutate, error } = useMutation({
    mutationFn: (change: Change) => keyedQueue.run('change', () => send(change)),
    onSettled: (_reply, _error, change) => setWaiting((all) => all.filter((one) => one !== change)),
  });
  const values: Partial<Change> = Object.assign({}, ...waiting);
  return {
    wanted: values,
    error,
    to(change: Change): void {
      setWaiting((all) => [...all, change]);
      mutate(change);
    },
  };
}
