import type { QuickAddResult } from '../../../../src/shared/quick-add/quick-add.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useChipText } from './chip-text.ts';
import { isUndecided } from './chips.tsx';

/** Tells screen readers what was recognised, each time that it changes. */
export function Understood({ result }: { result: QuickAddResult }) {
  const { t } = useTexts();
  const textOf = useChipText(result);
  const chips = result.chips.map((chip) =>
    isUndecided(chip) ? t('quickAdd.which', { words: chip.text }) : textOf(chip),
  );
  return (
    <p role="status" className="sr-only">
      {chips.length > 0 && t('quickAdd.understood', { chips: chips.join(t('common.comma')) })}
    </p>
  );
}
