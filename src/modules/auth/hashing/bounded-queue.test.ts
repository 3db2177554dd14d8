import { describe, expect, it } from 'vitest';
import { createBoundedQueue } from './bounded-queue.ts';

const refuse = () => new Error('full');

/** Work that runs until it is released. */
function task() {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => done, end };
}

describe.each([false, true])('a bounded queue (restsBetween: %s)', (restsBetween) => {
  it('runs a few, lets a few more wait, and refuses the others', async () => {
    const queue = createBoundedQueue({ maxRunning: 2, maxWaiting: 1, restsBetween });
    const tasks = [task(), task(), task()];
    const runs = tasks.map(({ work }) => queue.run(work, refuse));
    expect(queue.isFull()).toBe(true);
    await expect(queue.run(async () => 'no', refuse)).rejects.toThrow('full');
    for (const { end } of tasks) end();
    await Promise.all(runs);
    expect(queue.isFull()).toBe(false);
    await expect(queue.run(async () => 'yes', refuse)).resolves.toBe('yes');
  });

  it('continues in order of arrival after work that fails', async () => {
    const queue = createBoundedQueue({ maxRunning: 1, maxWaiting: 3, restsBetween });
    const order: number[] = [];
    const runs = [1, 2, 3].map((number) =>
      queue.run(async () => {
        order.push(number);
        if (number === 1) throw new Error('one');
      }, refuse),
    );
    const results = await Promise.allSettled(runs);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(order).toEqual([1, 2, 3]);
  });
});
