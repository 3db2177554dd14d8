import { type OpenQuestion, useQuestion } from '../../../lib/use-question.ts';
import type { Side } from '../../../ui/two-sides-dialog.tsx';
import { changeTask, type Conflict, type Fields, overwrite } from '../../../data/tasks/change-task.ts';
import type { KnownTask } from '../../../data/tasks/store.ts';

/**
 * Saves fields of a task as it was read; true once they are written, or dropped in favour of others' values.
 * @param isQuiet Without messages: a text is saved while somebody writes it.
 */
export type Save = (
  base: KnownTask,
  fields: Fields,
  derivedFields?: Partial<KnownTask>,
  isQuiet?: boolean,
) => Promise<boolean>;

/** A side, or a text that contains both changes. */
export type Decision = Side | { readonly merged: string };

export interface Edits {
  readonly save: Save;
  /** The open conflict with a change by others, until the person has decided. */
  readonly conflict: OpenQuestion<Conflict, Decision> | null;
}

export function useEdits(): Edits {
  const { open, ask } = useQuestion<Conflict, Decision>();
  return {
    conflict: open,
    async save(base, fields, derivedFields, isQuiet = false) {
      let outcome = await changeTask(base, fields, derivedFields, isQuiet);
      while (!outcome.saved && outcome.conflict) {
        const decision = await ask(outcome.conflict);
        if (decision === null || decision === 'theirs') return decision === 'theirs';
        outcome = await overwrite(outcome.conflict, decision === 'mine' ? undefined : decision.merged);
      }
      return outcome.saved;
    },
  };
}
