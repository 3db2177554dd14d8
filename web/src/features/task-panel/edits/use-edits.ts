import { type OpenQuestion, useQuestion } from '../../../lib/use-question.ts';
import type { Side } from '../../../ui/two-sides-dialog.tsx';
import { changeTask, type Conflict, type Fields, overwrite } from '../../../data/tasks/change-task.ts';
import type { KnownTask } from '../../../data/tasks/store.ts';

/** Saves fields of a task as it was read; true once they are written, or dropped in favour of others' values. */
export type Save = (base: KnownTask, fields: Fields, derivedFields?: Partial<KnownTask>) => Promise<boolean>;

export interface Edits {
  readonly save: Save;
  /** The open conflict with a change by others, until the person has decided. */
  readonly conflict: OpenQuestion<Conflict, Side> | null;
}

export function useEdits(): Edits {
  const { open, ask } = useQuestion<Conflict, Side>();
  return {
    conflict: open,
    async save(base, fields, derivedFields) {
      let outcome = await changeTask(base, fields, derivedFields);
      while (!outcome.saved && outcome.conflict) {
        const side = await ask(outcome.conflict);
        if (side !== 'mine') return side === 'theirs';
        outcome = await overwrite(outcome.conflict);
      }
      return outcome.saved;
    },
  };
}
