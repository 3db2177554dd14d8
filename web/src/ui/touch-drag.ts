// Browsers begin a drag with a mouse. Here a finger that is held on an element does so too, by the same events, so that
// whatever listens to drags need not know of fingers. Some browsers have long touches of their own, others have none.

/** A finger that is held still this long lifts the element; sooner, it scrolls. */
const holdMs = 350;
const stillPx = 8;
/** Mice that stand still cause events too: what is below the finger may scroll away. */
const repeatMs = 50;
const textFields = 'input, textarea, [contenteditable]';

interface Point {
  readonly clientX: number;
  readonly clientY: number;
}

/** What is shown below the finger. */
export interface TouchPreview {
  readonly copy: HTMLElement;
  /** From its corner to the finger. */
  readonly across: number;
  readonly down: number;
}

/**
 * Lets a finger drag an element that has the attribute `draggable`.
 * @param preview Makes what is shown below the finger; none is shown without it.
 * @returns what stops it.
 */
export function touchDrag(element: HTMLElement, preview?: (at: Point) => TouchPreview): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const begin = (event: TouchEvent) => {
    const [touch, second] = event.touches;
    const { target } = event;
    if (!touch || second || !(target instanceof Element) || target.closest(textFields)) return;
    // Its numbers, because a browser may use the object of a touch again.
    const { clientX, clientY } = touch;
    if (target.closest('[draggable=true]') === element) hold(element, target, { clientX, clientY }, preview);
  };
  element.addEventListener('touchstart', begin, { passive: true, signal });
  // The browser must know before a touch that its movements may not scroll.
  element.addEventListener('touchmove', () => undefined, { passive: false, signal });
  return () => controller.abort();
}

/** Prevents what the browser does after a long touch: a drag, a menu, a selection of text. */
function refuse(event: Event): void {
  if (!event.isTrusted) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Ends what the last finger does: its events may never have come. */
let endLast: () => void = () => undefined;

/** Follows a finger until it is lifted. @param target Gets the events of the touch, even if it has left the page. */
function hold(
  element: HTMLElement,
  target: Element,
  start: Point,
  preview: ((at: Point) => TouchPreview) | undefined,
): void {
  endLast();
  const controller = new AbortController();
  const { signal } = controller;
  const data = new DataTransfer();
  let last = start;
  let over: Element | null = null;
  let shown: TouchPreview | undefined;
  let isLifted = false;
  let hasMoved = false;
  let mayDrop = false;
  let repeat: ReturnType<typeof setInterval> | undefined;
  const lifting = setTimeout(lift, holdMs);

  function fire(type: string, on: EventTarget, relatedTarget: EventTarget | null = null): boolean {
    const { clientX, clientY } = last;
    const init = { bubbles: true, cancelable: true, composed: true, clientX, clientY, relatedTarget };
    return on.dispatchEvent(new DragEvent(type, { ...init, dataTransfer: data }));
  }

  function lift(): void {
    isLifted = element.isConnected && fire('dragstart', element);
    if (!isLifted) return stop();
    navigator.vibrate?.(10);
    shown = preview?.(last);
    if (shown) {
      const style = { position: 'fixed', inset: '0 auto auto 0', zIndex: '1000', pointerEvents: 'none' };
      Object.assign(shown.copy.style, style);
      document.body.append(shown.copy);
    }
    follow();
    repeat = setInterval(follow, repeatMs);
  }

  function follow(): void {
    const { clientX, clientY } = last;
    if (shown) shown.copy.style.translate = `${clientX - shown.across}px ${clientY - shown.down}px`;
    const under = document.elementFromPoint(clientX, clientY);
    const before = over;
    over = under;
    if (under && under !== before) fire('dragenter', under, before);
    if (before && under !== before) fire('dragleave', before, under);
    mayDrop = under !== null && !fire('dragover', under);
  }

  function move(event: TouchEvent): void {
    const [touch, second] = event.touches;
    if (!touch || second) return end(false);
    const { clientX, clientY } = touch;
    hasMoved ||= Math.hypot(clientX - start.clientX, clientY - start.clientY) > stillPx;
    if (!isLifted) return hasMoved ? stop() : undefined;
    if (event.cancelable) event.preventDefault();
    event.stopPropagation();
    last = { clientX, clientY };
    follow();
  }

  function end(isDrop: boolean): void {
    if (isLifted) {
      if (isDrop && hasMoved) follow();
      if (isDrop && hasMoved && mayDrop && over) fire('drop', over);
      fire('dragend', element.isConnected ? element : document.body);
    }
    stop();
  }

  function stop(): void {
    const wasLifted = isLifted;
    isLifted = false;
    clearTimeout(lifting);
    clearInterval(repeat);
    shown?.copy.remove();
    controller.abort();
    // The library waits for it before it takes back what it has put below the pointer.
    if (wasLifted) globalThis.dispatchEvent(new PointerEvent('pointermove', last));
  }

  const finish = (event: TouchEvent) => {
    // It is no tap.
    if (isLifted && event.cancelable) event.preventDefault();
    end(event.type === 'touchend' && event.touches.length === 0);
  };
  const giveUp = () => end(false);
  endLast = giveUp;
  const touched = target as HTMLElement;
  touched.addEventListener('touchmove', move, { passive: false, signal });
  touched.addEventListener('touchend', finish, { signal });
  touched.addEventListener('touchcancel', finish, { signal });
  document.addEventListener('visibilitychange', giveUp, { signal });
  for (const type of ['dragstart', 'contextmenu', 'selectstart'])
    globalThis.addEventListener(type, refuse, { capture: true, signal });
  // During a drag of the browser there are none of these; listeners take them as its end.
  const hide = (event: Event) => isLifted && event.stopImmediatePropagation();
  globalThis.addEventListener('pointermove', hide, { capture: true, signal });
}
