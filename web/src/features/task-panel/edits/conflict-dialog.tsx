import { useTexts } from '../../../i18n/use-texts.ts';
import { type Side, TwoSidesDialog } from '../../../ui/two-sides-dialog.tsx';
import type { Conflict } from '../../../data/tasks/change-task.ts';
import { useValueNames } from '../history/use-value-names.ts';
import { ownValuesText, valueText } from '../history/value-text.ts';

/** What others wrote into the same field of a task, beside what was written here. */
export function ConflictDialog({ conflict, onChoose }: { conflict: Conflict; onChoose: (side: Side) => void }) {
  const { t } = useTexts();
  const { field, mine, theirs, latest } = conflict;
  const names = useValueNames(latest);
  const show = (value: unknown) =>
    field === 'customFields' ? ownValuesText(value, names) : valueText(field, value, names);
  return (
    <TwoSidesDialog field={t(`fieldNames.${field}`)} mine={show(mine)} theirs={show(theirs)} onChoose={onChoose} />
  );
}
