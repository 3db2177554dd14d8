import { useTexts } from '../../../i18n/use-texts.ts';
import { type Side, TwoSidesDialog } from '../../../ui/two-sides-dialog.tsx';
import type { Conflict } from '../../../data/tasks/change-task.ts';
import { useValueNames } from '../history/use-value-names.ts';
import { ownValuesText, valueText } from '../history/value-text.ts';

/** Shows a conflict: the value of somebody else beside one's own. */
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
