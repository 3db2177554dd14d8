import { useEffect, useRef } from 'react';
import { defaultKeybindingsHandlerIgnore, tinykeys } from 'tinykeys';
import { createSignal, useSignal } from '../../lib/signal.ts';

export interface Shortcut {
  /** A Latin letter, a sign, or a sequence: `c`, `?`, `g i`, `$mod+z`. */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

const groups = createSignal<readonly ShortcutGroup[]>([]);

/** What is on the same key of a Persian keyboard, so that shortcuts work without changing the layout. */
const persianLetters: Readonly<Record<string, string>> = {
  c: 'ز',
  n: 'د',
  e: 'ث',
  m: 'پ',
  g: 'ل',
  i: 'ه',
  b: 'ذ',
  z: 'ظ',
  '?': '؟',
};

/** Shortcuts that hold while the component is there; the help lists them under the title. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const signature = `${title} ${shortcuts.map(({ keys, label }) => `${keys} ${label}`).join()}`;
  useEffect(() => {
    const group = { title, shortcuts: latest.current };
    groups.set([...groups.get(), group]);
    const bindings = Object.fromEntries(latest.current.map(({ keys }) => [bindingOf(keys), runOf(keys)]));
    const stop = tinykeys(window, bindings, { ignore: isElsewhere });
    return () => {
      stop();
      groups.set(groups.get().filter((other) => other !== group));
    };
  }, [signature]);

  function runOf(keys: string) {
    return (event: KeyboardEvent) => {
      event.preventDefault();
      latest.current.find((shortcut) => shortcut.keys === keys)?.run();
    };
  }
}

export function useActiveShortcuts(): readonly ShortcutGroup[] {
  return useSignal(groups);
}

/** Typing, menus and dialogs have the keys for themselves. */
function isElsewhere(event: KeyboardEvent): boolean {
  const isTaken = event.target instanceof Element && event.target.closest('dialog, .popup') !== null;
  return isTaken || event.defaultPrevented || defaultKeybindingsHandlerIgnore(event);
}

/** `g i` → `(g|ل) (i|ه)`; a sign that needs Shift on most keyboards may come with it. */
function bindingOf(keys: string): string {
  return keys
    .split(' ')
    .map((press) => {
      const persian = persianLetters[press.replace('$mod+', '')];
      if (press === '?') return `[Shift]+(\\?|${persian ?? ''})`;
      if (press === '/') return '[Shift]+/';
      return persian === undefined ? press : press.replace(/.$/, (letter) => `(${letter}|${persian})`);
    })
    .join(' ');
}
