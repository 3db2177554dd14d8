// Addresses for plain anchors, where a board has too many for router links. Everything else links by route.

/** @param path The address of the board. */
export function boardTaskHref(path: string, taskId: string): string {
  return `${path}/tasks/${taskId}`;
}
