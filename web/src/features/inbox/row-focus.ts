import { taskLinkId } from '../../data/tasks/focus-task.ts';

const maxFrames = 40;

/** The row that contains an element. */
export function rowOf(target: EventTarget | null): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return row?.dataset['row'] ?? null;
}

/** The id of a row's link; for a task the one that closing its panel focuses. */
export const rowLinkId = taskLinkId;

/**
 * Focuses a row once it is rendered and no popup holds the focus. Without a row, or if it does not appear, the focus
 * goes to the page's content.
 */
export function focusRowSoon(key: string | null): void {
  let frame = 0;
  attempt();

  function attempt(): void {
    frame += 1;
    const isHeld = document.querySelector('.popup, dialog[open]') !== null;
    const link = key === null ? document.getElementById('main') : document.getElementById(rowLinkId(key));
    if (!isHeld && link) return link.focus({ preventScroll: true });
    if (frame < maxFrames) return void requestAnimationFrame(attempt);
    if (!isHeld) document.getElementById('main')?.focus({ preventScroll: true });
  }
}
