/** How to take back what was done last, newest last. */
const steps: (() => void)[] = [];
const mostSteps = 50;

export function rememberUndo(undo: () => void): void {
  steps.push(undo);
  if (steps.length > mostSteps) steps.shift();
}

/** Takes back the last step; false where there is none. */
export function undoLast(): boolean {
  const undo = steps.pop();
  undo?.();
  return undo !== undefined;
}

/** For a step that was taken back elsewhere. */
export function forgetUndo(undo: () => void): void {
  const index = steps.lastIndexOf(undo);
  if (index >= 0) steps.splice(index, 1);
}
