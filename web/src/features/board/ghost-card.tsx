import { Trans } from 'react-i18next';
import { Kbd } from '../../ui/kbd.tsx';

/** A placeholder that explains how to create the first card. */
export function GhostCard() {
  return (
    <p className="ghost-card">
      <Trans i18nKey="board.ghost" components={{ key: <Kbd>C</Kbd> }} />
    </p>
  );
}
