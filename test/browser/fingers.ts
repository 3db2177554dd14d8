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
  const finger = await touch(target, { x, y });
  await finger.move({ x: x + across, y: y + down });
  await finger.lift();
}

/** Holds a finger on an element, and drags it to the middle of another one. @param over What marks where it would be dropped. */
export async function dragByFinger(what: Locator, target: Locator, over = '.column-over'): Promise<void> {
  const finger = await touch(what, await middleOf(what));
  await what.page().waitForTimeout(holdMs);
  await finger.move(await middleOf(target));
  await target.page().locator(over).first().waitFor({ state: 'visible' });
  await finger.lift();
}

/** Longer than a tap. */
const holdMs = 600;

/** Puts a finger on a point. */
async function touch(target: Locator, start: Point) {
  const client = await target.page().context().newCDPSession(target.page());
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', [start]);
  return {
    async move(end: Point): Promise<void> {
      const steps = 8;
      for (let step = 1; step <= steps; step += 1) {
        const at = (from: number, to: number) => from + ((to - from) * step) / steps;
        await send('touchMove', [{ x: at(start.x, end.x), y: at(start.y, end.y) }]);
      }
    },
    async lift(): Promise<void> {
      await send('touchEnd', []);
      await client.detach();
    },
  };
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
