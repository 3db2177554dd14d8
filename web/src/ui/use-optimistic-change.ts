import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { createKeyedQueue } from '../lib/keyed-queue.ts';

/**
 * An optimistic change: shown at once, and rolled back if the server refuses it. Further changes are shown on top and
 * sent in turn.
 */
export function useOptimisticChange<Change extends object>(send: (change: Change) => Promise<unknown>) {
  const [keyedQueue] = useState(createKeyedQueue);
  const [waiting, setWaiting] = useState<readonly Change[]>([]);
  const { mutate, error } = useMutation({
    mutationFn: (change: Change) => keyedQueue.run('change', () => send(change)),
    onSettled: (_reply, _error, change) => setWaiting((all) => all.filter((one) => one !== change)),
  });
  const values: Partial<Change> = Object.assign({}, ...waiting);
  return {
    wanted: values,
    /** The changes that are not saved yet, oldest first. */
    waiting,
    error,
    to(change: Change): void {
      setWaiting((all) => [...all, change]);
      mutate(change);
    },
  };
}
