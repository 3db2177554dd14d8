import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A process that fills its memory with garbage, and exits with 0 when its resident memory has shrunk. */
const program = `
  import { collectWhenQuiet } from ${JSON.stringify(new URL('quiet-memory.ts', import.meta.url).href)};
  const memoryMb = () => process.memoryUsage.rss() / 1e6;
  const small = memoryMb();
  let kept = Array.from({ length: 500_000 }, (_, i) => ({ i, text: 'task ' + i }));
  const large = memoryMb();
  kept = null;
  collectWhenQuiet(50);
  setTimeout(() => process.exit(1), 5_000);
  setInterval(() => {
    if (memoryMb() < small + (large - small) / 2) process.exit(0);
  }, 20);
`;

it('returns memory to the system after a busy period', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stderr.toString()).toBe('');
  expect(status).toBe(0);
});

/** A process with so much live data that its own collections look like work. It prints how many collections ran. */
const large = `
  import { PerformanceObserver, constants } from 'node:perf_hooks';
  import { collectWhenQuiet } from ${JSON.stringify(new URL('quiet-memory.ts', import.meta.url).href)};
  globalThis.kept = Array.from({ length: 1_000_000 }, (_, i) => ({ i, text: 'task ' + i }));
  let forced = 0;
  new PerformanceObserver((list) => {
    forced += list.getEntries().filter(({ detail }) => detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED).length;
  }).observe({ entryTypes: ['gc'] });
  collectWhenQuiet(200);
  setTimeout(() => { console.log(forced); process.exit(); }, 5_000);
`;

it('stops collecting afterwards, for any amount of live data', () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', large]);
  const forced = Number(stdout);
  expect(forced).toBeGreaterThan(0);
  expect(forced).toBeLessThan(5);
});
