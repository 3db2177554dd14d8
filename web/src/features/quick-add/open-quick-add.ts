import { keepFocus } from '../../data/tasks/focus-task.ts';
import { createSignal } from '../../lib/signal.ts';

/** The text with which quick add is open; null while it is closed. */
export const openText = createSignal<string | null>(null);

/** What was typed when it was closed without creating a task. */
let unsent = '';

/** Opens quick add on any page, with words that were typed elsewhere or those from last time. */
export function openQuickAdd(text?: string): void {
  openText.set(text ?? unsent);
}

/** Closes it; the words are there again at the next opening. */
export function closeQuickAdd(text = ''): void {
  unsent = text;
  openText.set(null);
  // What had the focus before may be gone.
  requestAnimationFrame(keepFocus);
}
