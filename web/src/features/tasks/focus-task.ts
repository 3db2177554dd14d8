const mostFrames = 20;

/** Of the link that opens a task, wherever it is listed: a card, or a row. */
export const taskLinkId = (taskId: string) => `task-${taskId}`;

/**
 * Focuses a task's link once it is in the page: one that is scrolled to comes a frame or two later.
 * @returns how to give that up.
 */
export function focusTaskSoon(taskId: string): () => void {
  let frame = 0;
  let request = requestAnimationFrame(look);

  function look(): void {
    const link = document.getElementById(taskLinkId(taskId));
    if (link) link.focus({ preventScroll: true });
    else if (frame < mostFrames) request = requestAnimationFrame(look);
    frame += 1;
  }

  return () => cancelAnimationFrame(request);
}
