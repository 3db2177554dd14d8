import { cardDomId } from './card.tsx';

const mostFrames = 20;

/** Focuses a card once it is in the page: one that is scrolled to comes a frame or two later. */
export function focusCardSoon(taskId: string): () => void {
  let frame = 0;
  let request = requestAnimationFrame(look);

  function look(): void {
    const card = document.getElementById(cardDomId(taskId));
    if (card) card.focus({ preventScroll: true });
    else if (frame < mostFrames) request = requestAnimationFrame(look);
    frame += 1;
  }

  return () => cancelAnimationFrame(request);
}
