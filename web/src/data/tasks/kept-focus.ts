import { neighbourOf } from '../../lib/neighbour.ts';
import { isFocusLost, keepFocus, showTask } from './focus-task.ts';
import { currentOrder } from './page-order.ts';

interface FocusedTask {
  readonly id: string;
  readonly order: () => readonly string[];
  /** The tasks of the page when it got the focus. */
  readonly ids: readonly string[];
}

/** What acts on the tasks of a list takes the focus from them only for a while. */
const temporaryFocus = '.popup, dialog, .bulk-bar, .toasts';
/** What moves its own focus, as a list does after a key, or a menu when it is closed, does so within this time. */
const patienceMs = 60;

/**
 * Gives the focus back when the task that has it leaves its place, whoever moved it: to the task itself if the page
 * still lists it, otherwise to the next one.
 * @returns a function that ends it.
 */
export function keepFocusInLists(): () => void {
  let focused: FocusedTask | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const note = ({ target }: Event) => {
    if (!(target instanceof Element) || target.closest(temporaryFocus)) return;
    const item = target.closest<HTMLElement>('[data-card], [data-row]');
    const id = item?.dataset['card'] ?? item?.dataset['row'];
    const order = currentOrder();
    focused = id === undefined || !order ? null : { id, order, ids: order() };
  };
  // Whoever clicks elsewhere leaves the task; a finger that scrolls gives it no focus.
  const leave = ({ target }: Event) => {
    if (target instanceof Element && !target.closest(temporaryFocus)) focused = null;
  };
  const restore = () => {
    timer = undefined;
    if (!focused || !isFocusLost()) return;
    const { id, order, ids } = focused;
    focused = null;
    if (order !== currentOrder()) return;
    const listed = new Set(order());
    const next = listed.has(id) ? id : neighbourOf(ids, id, (one) => listed.has(one));
    if (next === null) keepFocus();
    else showTask(next);
  };
  const observer = new MutationObserver(() => {
    if (focused && timer === undefined && isFocusLost()) timer = setTimeout(restore, patienceMs);
  });

  document.addEventListener('focusin', note);
  document.addEventListener('pointerdown', leave, { capture: true });
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', note);
    document.removeEventListener('pointerdown', leave, { capture: true });
    observer.disconnect();
    clearTimeout(timer);
  };
}
