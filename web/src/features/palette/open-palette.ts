import { createSignal } from '../../lib/signal.ts';

export const isPaletteOpen = createSignal(false);

/** Opens search and commands on any page. */
export function openPalette(): void {
  isPaletteOpen.set(true);
}

export function closePalette(): void {
  isPaletteOpen.set(false);
}
