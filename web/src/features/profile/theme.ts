import { createSignal, useSignal } from '../../lib/signal.ts';

export type Theme = 'light' | 'dark' | 'system';

const key = 'taskuno.theme';
const theme = createSignal<Theme>(stored());

export function useTheme(): Theme {
  return useSignal(theme);
}

/** Applies the theme now, and before the first paint of the next start (boot.js). */
export function setTheme(next: Theme): void {
  theme.set(next);
  localStorage.setItem(key, next);
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
}

function stored(): Theme {
  const storedTheme = localStorage.getItem(key);
  return storedTheme === 'light' || storedTheme === 'dark' ? storedTheme : 'system';
}
