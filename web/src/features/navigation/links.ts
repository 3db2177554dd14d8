// Addresses for plain anchors, where a board has too many for router links. Everything else links by route.

export function boardTaskHref(teamId: string, taskId: string): string {
  return `/teams/${teamId}/board/tasks/${taskId}`;
}
