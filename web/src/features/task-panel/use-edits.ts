import { useState } from 'react';
import { changeTask, type Conflict, type Fields } from '../tasks/change-task.ts';
import type { KnownTask } from '../tasks/store.ts';

/** Saves fields of a task as it was read; true once they are written. */
export type Save = (base: KnownTask, fields: Fields, shown?: Partial<KnownTask>) => Promise<boolean>;

export interface Edits {
  readonly save: Save;
  /** What others wrote into the same field meanwhile, until somebody has decided. */
  readonly conflict: Conflict | null;
  readonly settle: () => void;
}

export function useEdits(): Edits {
  const [conflict, setConflict] = useState<Conflict | null>(null);
  return {
    conflict,
    settle: () => setConflict(null),
    async save(base, fields, shown) {
      const outcome = await changeTask(base, fields, shown);
      if (!outcome.saved && outcome.conflict) setConflict(outcome.conflict);
      return outcome.saved;
    },
  };
}
