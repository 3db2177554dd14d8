import { createSignal } from '../../../lib/signal.ts';

/** Beside the page, which it partly covers; beside a page that makes room for it; or instead of the page. */
type PanelSize = 'over' | 'pinned' | 'full';

const key = 'taskuno.panel';

const isPinned = () => globalThis.localStorage?.getItem(key) === 'pinned';

/** How the panel is shown. That it is pinned is kept for later visits. */
export const panelSize = createSignal<PanelSize>(isPinned() ? 'pinned' : 'over');

export function togglePinned(): void {
  if (isPinned()) localStorage.removeItem(key);
  else localStorage.setItem(key, 'pinned');
  panelSize.set(isPinned() ? 'pinned' : 'over');
}

/** Shows the task on the whole page, or beside it as before. */
export function toggleFull(): void {
  panelSize.set(panelSize.get() !== 'full' ? 'full' : isPinned() ? 'pinned' : 'over');
}

/** For the next task that is opened. */
export function leaveFull(): void {
  if (panelSize.get() === 'full') toggleFull();
}
