import { addTextsOf } from '../../i18n/language.ts';
import { useSignal } from '../../lib/signal.ts';
import { closing, lazyPart } from '../../ui/lazy-part.tsx';
import { closePalette, isPaletteOpen } from './open-palette.ts';

interface PaletteProps {
  /** Shows the keyboard shortcuts. */
  readonly onHelp: () => void;
}

const LazyDialog = lazyPart<PaletteProps>(
  async () => {
    const [{ PaletteDialog }] = await Promise.all([import('./palette-dialog.tsx'), addTextsOf('palette')]);
    return PaletteDialog;
  },
  { failed: closing(closePalette) },
);

/** Search and commands, while they are open. The code is loaded at the first opening. */
export function Palette(props: PaletteProps) {
  return useSignal(isPaletteOpen) && <LazyDialog {...props} />;
}
