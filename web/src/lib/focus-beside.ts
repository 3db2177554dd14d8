const maxFrames = 30;

/** If the row of a clicked button disappears or moves, the same button of the next or previous row gets the focus. */
export function keepFocusBeside(button: HTMLElement): void {
  const row = button.closest('li');
  const index = row ? controlsIn(row).indexOf(button) : -1;
  const [next, previous] = [row?.nextElementSibling ?? null, row?.previousElementSibling ?? null];
  const neighbour = next ?? previous;
  const hasMoved = () => row?.nextElementSibling !== next || row?.previousElementSibling !== previous;
  let frame = 0;
  const look = () => {
    frame += 1;
    if (button.isConnected && !hasMoved() && frame < maxFrames) return void requestAnimationFrame(look);
    const focused = document.activeElement;
    if (focused !== document.body && (focused !== button || !hasMoved())) return;
    const target = (neighbour?.isConnected ? controlsIn(neighbour)[index] : null) ?? document.getElementById('main');
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
  requestAnimationFrame(look);
}

function controlsIn(row: Element): Element[] {
  return [...row.querySelectorAll('button, a')];
}
