import type { Locator } from 'playwright-core';

interface Movement {
  /** Pixels to the right. */
  readonly across?: number;
  /** Pixels downwards. */
  readonly down?: number;
  /** How long the finger rests before it moves, in milliseconds. */
  readonly restMs?: number;
}

/** Moves one finger from the middle of an element, by real touch events, and lifts it. */
export async function moveFinger(target: Locator, { across = 0, down = 0, restMs = 0 }: Movement): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('the element is not in the page');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const page = target.page();
  const client = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [{ x, y }]);
  if (restMs > 0) await page.waitForTimeout(restMs);
  for (let step = 1; step <= 8; step += 1)
    await touch('touchMove', [{ x: x + (across * step) / 8, y: y + (down * step) / 8 }]);
  await touch('touchEnd', []);
  await client.detach();
}
