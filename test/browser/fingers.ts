import type { Locator } from 'playwright-core';

interface Movement {
  /** Pixels to the right. */
  readonly across?: number;
  /** Pixels downwards. */
  readonly down?: number;
}

/** Moves one finger from the middle of an element, by real touch events, and lifts it. */
export async function moveFinger(target: Locator, { across = 0, down = 0 }: Movement): Promise<void> {
  const { x, y } = await middleOf(target);
  const client = await target.page().context().newCDPSession(target.page());
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [{ x, y }]);
  for (let step = 1; step <= 8; step += 1)
    await touch('touchMove', [{ x: x + (across * step) / 8, y: y + (down * step) / 8 }]);
  await touch('touchEnd', []);
  await client.detach();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

async function middleOf(target: Locator): Promise<Point> {
  const box = await target.boundingBox();
  if (!box) throw new Error('the element is not in the page');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
