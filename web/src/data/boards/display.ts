import { createSignal, useSignal } from '../../lib/signal.ts';

/** What a card can show besides its title. */
export const cardParts = ['key', 'labels', 'priority', 'fields', 'due', 'counts', 'assignee'] as const;
export type CardPart = (typeof cardParts)[number];

/** How boards are shown in this browser. */
export interface BoardDisplay {
  readonly hiddenParts: readonly CardPart[];
  /** Columns that were folded or unfolded, by status. */
  readonly folded: Readonly<Record<string, boolean>>;
}

const key = 'taskuno.board';
const display = createSignal<BoardDisplay>(read());

function read(): BoardDisplay {
  try {
    const { hiddenParts = [], folded = {} }: Partial<BoardDisplay> = JSON.parse(localStorage.getItem(key) ?? '{}');
    return { hiddenParts: cardParts.filter((part) => hiddenParts.includes(part)), folded: { ...folded } };
  } catch {
    return { hiddenParts: [], folded: {} };
  }
}

export function useBoardDisplay(): BoardDisplay {
  return useSignal(display);
}

export function changeBoardDisplay(change: Partial<BoardDisplay>): void {
  display.set({ ...display.get(), ...change });
  localStorage.setItem(key, JSON.stringify(display.get()));
}
