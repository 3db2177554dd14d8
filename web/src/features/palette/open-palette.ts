import { keepFocus } from '../../data/tasks/focus-task.ts';
import { createSignal } from '../../lib/signal.ts';

export const isPaletteOpen = createSignal(false);

/** Opens search and commands on any page. */
export function openPalette(): void {
  isPaletteOpen.set(true);
}

export function closePalette(): void {
  isPaletteOpen.set(false);
  // What had the focus before may be gone.
  requestAnimationFrame(keepFocus);
}
