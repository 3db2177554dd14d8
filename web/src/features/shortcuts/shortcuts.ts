import { useEffect, useRef, useState } from 'react';
import { defaultKeybindingsHandlerIgnore, tinykeys } from 'tinykeys';
import { createSignal, useSignal } from '../../lib/signal.ts';

export interface Shortcut {
  /** A Latin letter, a sign, or a sequence: `c`, `?`, `g i`, `$mod+z`. */
  readonly keys: string;
  readonly label: string;
  /** Without it, the shortcut is only listed here and handled elsewhere. */
  readonly run?: () => void;
  /** Also heard while typing: for shortcuts with a modifier that types nothing. */
  readonly whileTyping?: boolean;
}

/** Where shortcuts are heard: only while the focus is in the panel of a task, or only while it is not. */
export type Place = 'panel' | 'beside';

interface ShortcutGroup {
  readonly title: string;
  readonly place: Place | undefined;
  readonly shortcuts: readonly Pick<Shortcut, 'keys' | 'label'>[];
}

const groups = createSignal<readonly ShortcutGroup[]>([]);

/** The letters on the same keys of a Persian keyboard, so that shortcuts work without switching the layout. */
const persianLetters: Readonly<Record<string, string>> = {
  c: 'ز',
  n: 'د',
  e: 'ث',
  m: 'پ',
  g: 'ل',
  i: 'ه',
  b: 'ذ',
  w: 'ص',
  j: 'ت',
  k: 'ن',
  x: 'ط',
  z: 'ظ',
  u: 'ع',
  h: 'ا',
  r: 'ق',
  f: 'ب',
  p: 'ح',
  s: 'س',
  a: 'ش',
  l: 'م',
  d: 'ی',
  t: 'ف',
  '?': '؟',
};

/**
 * Registers shortcuts while the component is mounted; the help lists them under the title.
 * @param place Everywhere without it.
 */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[], place?: Place): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  // As text, because it is a new array at each render with mostly the same content.
  const signature = JSON.stringify(
    shortcuts.map(({ keys, label, run, whileTyping = false }) => ({
      keys,
      label,
      isHeard: run !== undefined,
      whileTyping,
    })),
  );
  useEffect(() => {
    const entries: (ShortcutGroup['shortcuts'][number] & { isHeard: boolean; whileTyping: boolean })[] =
      JSON.parse(signature);
    const group: ShortcutGroup = { title, place, shortcuts: entries };
    const runOf = (keys: string) => (event: KeyboardEvent) => {
      event.preventDefault();
      latest.current.find((shortcut) => shortcut.keys === keys)?.run?.();
    };
    groups.set([...groups.get(), group]);
    const heard = entries.filter(({ isHeard }) => isHeard);
    const bindings = (those: typeof heard) =>
      Object.fromEntries(those.map(({ keys }) => [bindingOf(keys), runOf(keys)]));
    const plain = heard.filter(({ whileTyping }) => !whileTyping);
    const isSequence = ({ keys }: { readonly keys: string }) => keys.includes(' ');
    const stops = [
      tinykeys(window, bindings(plain.filter(isSequence)), {
        ignore: (event) => isElsewhere(event) || !isHere(place),
      }),
      tinykeys(window, bindings(plain.filter((one) => !isSequence(one))), {
        ignore: (event) => isInSequence || isElsewhere(event) || !isHere(place),
      }),
      tinykeys(window, bindings(heard.filter(({ whileTyping }) => whileTyping)), { ignore: isTaken }),
    ];
    return () => {
      for (const stop of stops) stop();
      groups.set(groups.get().filter((other) => other !== group));
    };
  }, [title, place, signature]);
}

/** The shortcuts that are heard where the focus is when this is first rendered. */
export function useActiveShortcuts(): readonly ShortcutGroup[] {
  const [inPanel] = useState(isPanelFocused);
  return useSignal(groups).filter(({ place }) => place === undefined || (place === 'panel') === inPanel);
}

function isPanelFocused(): boolean {
  return Boolean(document.activeElement?.closest('.panel'));
}

function isHere(place: Place | undefined): boolean {
  return place === undefined || (place === 'panel') === isPanelFocused();
}

const maxPauseMs = 1_000;
let beganAt = Number.NEGATIVE_INFINITY;
/** Whether the key that is being pressed follows a `g`: then it is no shortcut of its own. */
let isInSequence = false;

window.addEventListener(
  'keydown',
  (event) => {
    if (event.key === 'Shift') return;
    isInSequence = event.timeStamp - beganAt < maxPauseMs;
    const isBegin = /^[gل]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
    beganAt = isBegin && !isElsewhere(event) ? event.timeStamp : Number.NEGATIVE_INFINITY;
  },
  true,
);

/** While typing, and in menus and dialogs, keys are not shortcuts. */
function isElsewhere(event: KeyboardEvent): boolean {
  return isTaken(event) || defaultKeybindingsHandlerIgnore(event);
}

/** A button whose popup is about to open has the focus until the popup takes it: what is typed belongs to the popup. */
const opening = '[aria-haspopup][aria-expanded="true"]';

function isTaken({ target, defaultPrevented, repeat, isComposing }: KeyboardEvent): boolean {
  const isWithin = target instanceof Element && target.closest(`dialog, .popup, ${opening}`) !== null;
  return isWithin || defaultPrevented || repeat || isComposing;
}

/** `g i` → `(g|ل) (i|ه)`; a sign that needs Shift on most keyboards may come with it. */
function bindingOf(keys: string): string {
  return keys
    .split(' ')
    .map((press) => {
      const persian = persianLetters[press.replace('$mod+', '')];
      if (press === '?') return `[Shift]+(\\?|${persian ?? ''})`;
      // With Shift, the key has capitals, and other Persian letters.
      if (press === 'Shift+h') return 'Shift+(H|h|آ)';
      // By its place, because Shift changes its letter.
      if (press === '$mod+Shift+z') return '$mod+Shift+KeyZ';
      if (press === '/') return '[Shift]+/';
      return persian === undefined ? press : press.replace(/.$/, (letter) => `(${letter}|${persian})`);
    })
    .join(' ');
}
