import { folded } from '../../../../src/shared/folded.ts';
import type { LayoutEntry } from './layout.ts';

export type Step = { readonly to: string } | { readonly open: string } | { readonly close: string };

/** The meaning of an arrow key in a tree (WAI-ARIA, tree pattern): forward is the side of the reports. */
export function stepFor(key: string, entries: readonly LayoutEntry[], activeId: string, isRtl: boolean): Step | null {
  const index = entries.findIndex(({ person }) => person.userId === activeId);
  const entry = entries[index];
  if (!entry) return null;
  const [forward, back] = isRtl ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  const to = (at: number): Step | null => {
    const target = entries[at];
    return target ? { to: target.person.userId } : null;
  };
  if (key === 'ArrowDown') return to(index + 1);
  if (key === 'ArrowUp') return to(index - 1);
  if (key === 'Home') return to(0);
  if (key === 'End') return to(entries.length - 1);
  if (key === forward) {
    if (entry.person.reports === 0) return null;
    return entry.isOpen ? to(index + 1) : { open: activeId };
  }
  if (key !== back) return null;
  if (entry.isOpen) return { close: activeId };
  return to(entries.findLastIndex(({ column }, at) => at < index && column === entry.column - 1));
}

/** The next person whose name begins with a letter. */
export function nextByLetter(entries: readonly LayoutEntry[], activeId: string, letter: string): string | null {
  const index = entries.findIndex(({ person }) => person.userId === activeId);
  const round = [...entries.slice(index + 1), ...entries.slice(0, index)];
  const letterFolded = folded(letter);
  return round.find(({ person }) => folded(person.name).startsWith(letterFolded))?.person.userId ?? null;
}
