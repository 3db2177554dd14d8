import { useTexts } from '../../../i18n/use-texts.ts';
import { TwoSidesDialog } from '../../../ui/two-sides-dialog.tsx';
import type { Conflict } from '../../../data/tasks/change-task.ts';
import { useValueNames } from '../history/use-value-names.ts';
import { ownValuesText, valueText } from '../history/value-text.ts';
import { useLastEditor } from './use-last-editor.ts';
import type { Decision } from './use-edits.ts';

interface ConflictDialogProps {
  readonly conflict: Omit<Conflict, 'fields'>;
  readonly onChoose: (decision: Decision) => void;
}

/** Shows a conflict: the value of somebody else beside one's own. Texts can be merged. */
export function ConflictDialog({ conflict, onChoose }: ConflictDialogProps) {
  const { t } = useTexts();
  const { field, before, mine, theirs, latest } = conflict;
  const names = useValueNames(latest);
  const by = useLastEditor(latest.id, field);
  const show = (value: unknown) =>
    field === 'customFields' ? ownValuesText(value, names) : valueText(field, value, names);
  const isText = field === 'title' || field === 'description';
  const merge = isText && {
    before: typeof before === 'string' ? before : '',
    onSave: (merged: string) => onChoose({ merged }),
  };
  return (
    <TwoSidesDialog
      field={t(`fieldNames.${field}`)}
      mine={show(mine)}
      theirs={show(theirs)}
      by={by}
      onChoose={onChoose}
      merge={merge || undefined}
    />
  );
}
