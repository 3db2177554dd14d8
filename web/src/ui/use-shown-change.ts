import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

/** A change that is shown as soon as it is wanted, and taken back where the server refuses it. */
export function useShownChange<Change extends object>(send: (change: Change) => Promise<unknown>) {
  const [wanted, setWanted] = useState<Partial<Change>>({});
  const { mutate, error } = useMutation({ mutationFn: send, onSettled: () => setWanted({}) });
  return {
    wanted,
    error,
    to(change: Change): void {
      setWanted(change);
      mutate(change);
    },
  };
}
