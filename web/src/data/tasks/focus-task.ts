const maxFrames = 20;

/** The attribute of links that open a task: cards and rows. */
export const taskLinkId = (taskId: string) => `task-${taskId}`;

/** Scrolls to a task and focuses it; false if the list does not contain it. */
type Finder = (taskId: string) => boolean;

const finders = new Set<Finder>();

/** Registers a virtualized list, which scrolls to a task on request. @returns a function that unregisters it. */
export function findTasksBy(finder: Finder): () => void {
  finders.add(finder);
  return () => finders.delete(finder);
}

/** Focuses a task in the visible list, unless the person is busy elsewhere. */
export function focusTask(taskId: string): void {
  if (!isBusyElsewhere()) showTask(taskId);
}

/** Scrolls to a task in the visible list, and focuses it. */
export function showTask(taskId: string): void {
  const isFound = [...finders].some((find) => find(taskId));
  if (!isFound) focusTaskSoon(taskId);
}

/** Keeps the focus in a panel, field or dialog; takes it from a list of tasks, a toast or the page. */
function isBusyElsewhere(): boolean {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || focused.id === 'main') return false;
  return focused.closest('[data-card], [data-row], .toasts, .bulk-bar') === null;
}

/**
 * Focuses a task's link: at once if it is in the page, so that the next key reaches it; after a scroll, a frame or two
 * later. If it does not appear, the focus goes to the page's content.
 * @returns a function that cancels.
 */
export function focusTaskSoon(taskId: string): () => void {
  let frame = 0;
  let request = 0;
  tryFocus();

  function tryFocus(): void {
    const link = document.getElementById(taskLinkId(taskId));
    if (link) link.focus({ preventScroll: true });
    else if (frame < maxFrames) request = requestAnimationFrame(tryFocus);
    else keepFocus();
    frame += 1;
  }

  return () => cancelAnimationFrame(request);
}

/** Whether nothing has the focus: what had it has left the page. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Moves a lost focus to the page's content, where keys and screen readers continue. */
export function keepFocus(): void {
  if (isFocusLost()) document.getElementById('main')?.focus({ preventScroll: true });
}
