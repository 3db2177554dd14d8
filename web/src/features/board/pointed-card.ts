export function focusedCard(): string | null {
  return document.activeElement?.closest<HTMLElement>('[data-card]')?.dataset['card'] ?? null;
}

/** The card that a key applies to: the focused one, otherwise the one under the pointer. None while a panel has the focus. */
export function pointedCard(): string | null {
  if (document.activeElement?.closest('.panel')) return null;
  return focusedCard() ?? document.querySelector<HTMLElement>('[data-card]:hover')?.dataset['card'] ?? null;
}
