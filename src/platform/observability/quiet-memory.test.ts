import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A process that fills its heap with what it then forgets, and ends well once its heap is small again. */
const program = `
  import { getHeapStatistics } from 'node:v8';
  import { collectWhenQuiet } from ${JSON.stringify(new URL('quiet-memory.ts', import.meta.url).href)};
  const heapMb = () => getHeapStatistics().total_heap_size / 1e6;
  const small = heapMb();
  let kept = Array.from({ length: 500_000 }, (_, i) => ({ i, text: 'task ' + i }));
  const large = heapMb();
  kept = null;
  collectWhenQuiet(50);
  setTimeout(() => process.exit(1), 10_000);
  setInterval(() => {
    if (heapMb() < small + (large - small) / 2) process.exit(0);
  }, 20);
`;

it('gives back what a busy time has left', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stderr.toString()).toBe('');
  expect(status).toBe(0);
});
