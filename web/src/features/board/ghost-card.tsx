import { useTexts } from '../../i18n/use-texts.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { SentenceAround } from '../../ui/sentence-around.tsx';

/** A placeholder that explains how to create the first card. */
export function GhostCard() {
  const { t } = useTexts();
  return (
    <p className="ghost-card">
      <SentenceAround text={t('board.ghost')} name="key">
        <Kbd>C</Kbd>
      </SentenceAround>
    </p>
  );
}
