import { Trans } from 'react-i18next';
import { Kbd } from '../../ui/kbd.tsx';

/** Stands where the first card will, and says how it comes there. */
export function GhostCard() {
  return (
    <p className="ghost-card">
      <Trans i18nKey="board.ghost" components={{ key: <Kbd>C</Kbd> }} />
    </p>
  );
}
