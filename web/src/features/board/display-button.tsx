import { SlidersHorizontal } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { cardParts, changeBoardDisplay, useBoardDisplay } from '../../data/boards/display.ts';
import { Icon } from '../../ui/icon.tsx';
import { ChoiceButton } from '../../ui/popup/choice-button.tsx';
import { barButton } from '../filters/bar-button.ts';

/** Selects what cards show. */
export function DisplayButton() {
  const { t } = useTexts();
  const { hiddenParts } = useBoardDisplay();
  return (
    <ChoiceButton
      label={t('board.cardsShow')}
      aria-label={t('board.cardsShow')}
      title={t('board.cardsShow')}
      choices={cardParts.map((id) => ({ id, label: t(`board.cardParts.${id}`) }))}
      selected={cardParts.filter((part) => !hiddenParts.includes(part))}
      mode="multiple"
      onChoose={(ids) => changeBoardDisplay({ hiddenParts: cardParts.filter((part) => !ids.includes(part)) })}
      className={barButton}
    >
      <Icon of={SlidersHorizontal} />
    </ChoiceButton>
  );
}
