import { useEffect, useRef } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import { showToast } from '../../../ui/toasts.ts';
import { type OpenQuestion, useQuestion } from '../../../lib/use-question.ts';
import type { Side } from '../../../ui/two-sides-dialog.tsx';
import { changeTask, type Conflict, type Fields, overwrite } from '../../../data/tasks/change-task.ts';
import type { KnownTask } from '../../../data/tasks/store.ts';

/**
 * Saves fields of a task as it was read. Returns the task as it is stored then, also if others' values were chosen, or
 * as it will be once a waiting change is sent; null if it could not be saved.
 * @param isQuiet Without messages: a text is saved while somebody writes it.
 */
export type Save = (
  base: KnownTask,
  fields: Fields,
  derivedFields?: Partial<KnownTask>,
  isQuiet?: boolean,
) => Promise<KnownTask | null>;

/** A side, or a text that contains both changes. */
export type Decision = Side | { readonly merged: string };

export interface Edits {
  readonly save: Save;
  /** The open conflict with a change by others, until the person has decided. */
  readonly conflict: OpenQuestion<Conflict, Decision> | null;
}

export function useEdits(): Edits {
  const { t } = useTexts();
  const { open, ask } = useQuestion<Conflict, Decision>();
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  /** The task was left while it was saved: the question would not be seen. */
  const showConflict = (key: string, conflict: Conflict) =>
    showToast({
      tone: 'danger',
      text: t('taskKeys.changedByOthers', { key, field: t(`fieldNames.${conflict.field}`) }),
      detail: typeof conflict.mine === 'string' ? conflict.mine : undefined,
      action: { label: t('conflict.keepMine'), run: () => void overwrite(conflict) },
    });
  return {
    conflict: open,
    async save(base, fields, derivedFields, isQuiet = false) {
      let outcome = await changeTask(base, fields, derivedFields, isQuiet);
      while (!outcome.saved && outcome.conflict) {
        if (!isShown.current) {
          showConflict(base.key, outcome.conflict);
          return null;
        }
        const decision = await ask(outcome.conflict);
        if (decision === null) return null;
        if (decision === 'theirs') return outcome.conflict.latest;
        outcome = await overwrite(outcome.conflict, decision === 'mine' ? undefined : decision.merged);
      }
      return outcome.saved ? outcome.task : null;
    },
  };
}
