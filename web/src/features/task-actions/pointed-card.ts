export function focusedCard(): string | null {
  return document.activeElement?.closest<HTMLElement>('[data-card]')?.dataset['card'] ?? null;
}

/** The focused card if it is in this element. */
export function focusedCardIn(element: Element | null): string | null {
  return element?.contains(document.activeElement) ? focusedCard() : null;
}

/** The card that a key applies to: the focused one, otherwise the one under the pointer. */
export function pointedCard(): string | null {
  return focusedCard() ?? document.querySelector<HTMLElement>('[data-card]:hover')?.dataset['card'] ?? null;
}
