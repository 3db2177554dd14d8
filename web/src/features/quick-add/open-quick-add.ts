import { keepFocus } from '../../data/tasks/focus-task.ts';
import { createSignal } from '../../lib/signal.ts';

/** What a new task gets unless its line says otherwise. */
export interface NewTaskPreset {
  /** The due day, `2026-11-20`. */
  readonly day?: string | undefined;
  readonly projectId?: string | undefined;
}

export interface OpenLine extends NewTaskPreset {
  readonly text: string;
  /** Whether the task is assigned to the reader unless another person is named. */
  readonly isForMe?: boolean;
}

/** The line with which quick add is open; null while it is closed. */
export const openLine = createSignal<OpenLine | null>(null);

/** Lines that were typed when it was closed without creating a task; the last one is there again at the next opening. */
const unsent: string[] = [];
/** Lines that were refused while another one was open. */
const refusedLines: OpenLine[] = [];
let presetHere: () => NewTaskPreset = () => ({});

/**
 * Opens quick add on any page, with words that were typed elsewhere or those from last time.
 * @param preset Instead of that of the page.
 */
export function openQuickAdd(text?: string, preset: NewTaskPreset = presetHere()): void {
  openLine.set({ ...preset, text: text ?? unsent.pop() ?? '' });
}

/** Opens it again with a line that was refused: at once, or after the line that is being typed by then. */
export function reopenQuickAdd(line: OpenLine): void {
  if (openLine.get() === null) openLine.set(line);
  else refusedLines.push(line);
}

/** Closes it; the words are there again at the next opening. */
export function closeQuickAdd(text = ''): void {
  if (text.trim() !== '') unsent.push(text);
  openLine.set(refusedLines.shift() ?? null);
  // What had the focus before may be gone.
  requestAnimationFrame(keepFocus);
}

/** What new tasks get while a page is shown. @returns a function that ends it. */
export function presetNewTasks(preset: () => NewTaskPreset): () => void {
  presetHere = preset;
  return () => {
    if (presetHere === preset) presetHere = () => ({});
  };
}
