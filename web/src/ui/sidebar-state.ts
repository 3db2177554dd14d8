import { createSignal, useSignal } from '../lib/signal.ts';

const key = 'taskuno.sidebar';
const isOpen = createSignal(localStorage.getItem(key) !== 'closed');

/** Whether the sidebar is shown on wide screens; remembered in this browser. */
export function useSidebar() {
  return { isOpen: useSignal(isOpen), toggle };
}

function toggle(): void {
  isOpen.set(!isOpen.get());
  localStorage.setItem(key, isOpen.get() ? 'open' : 'closed');
}
