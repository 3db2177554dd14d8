import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A process that fills its memory with what it then forgets, and ends well once it is small again for the machine, too. */
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

it('gives back what a busy time has left', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stderr.toString()).toBe('');
  expect(status).toBe(0);
});
