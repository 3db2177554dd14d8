/** The card that a key means: the one with the focus, else the one under the pointer. */
export function pointedCard(): string | null {
  const focused = document.activeElement?.closest<HTMLElement>('[data-card]');
  const card = focused ?? document.querySelector<HTMLElement>('[data-card]:hover');
  return card?.dataset['card'] ?? null;
}
