const maxFrames = 20;

/** Of the link that opens a task, wherever it is listed: a card, or a row. */
export const taskLinkId = (taskId: string) => `task-${taskId}`;

/** Brings a task into sight and focuses it; false where it does not list that task. */
type Finder = (taskId: string) => boolean;

const finders = new Set<Finder>();

/** A list that shows only what is in sight of it is asked to bring a task there. @returns how to leave. */
export function findTasksBy(finder: Finder): () => void {
  finders.add(finder);
  return () => finders.delete(finder);
}

/** Focuses a task in the list that is shown, where whoever works there is not busy with something else. */
export function focusTask(taskId: string): void {
  if (isBusyElsewhere()) return;
  const isFound = [...finders].some((find) => find(taskId));
  if (!isFound) focusTaskSoon(taskId);
}

/** In a panel, a field or a dialog the focus stays; in a list of tasks, in a message or nowhere it goes on. */
function isBusyElsewhere(): boolean {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || focused.id === 'main') return false;
  return focused.closest('[data-card], [data-row], .toasts, .bulk-bar') === null;
}

/**
 * Focuses a task's link: at once where it is in the page, so that the next key already reaches it; one that is scrolled
 * to comes a frame or two later. Where it does not come, the focus is at least not lost.
 * @returns how to give that up.
 */
export function focusTaskSoon(taskId: string): () => void {
  let frame = 0;
  let request = 0;
  look();

  function look(): void {
    const link = document.getElementById(taskLinkId(taskId));
    if (link) link.focus({ preventScroll: true });
    else if (frame < maxFrames) request = requestAnimationFrame(look);
    else keepFocus();
    frame += 1;
  }

  return () => cancelAnimationFrame(request);
}

/** A focus that fell out of the page goes to its content: from there the keys go on, and readers read on. */
export function keepFocus(): void {
  if (document.activeElement === null || document.activeElement === document.body)
    document.getElementById('main')?.focus({ preventScroll: true });
}
