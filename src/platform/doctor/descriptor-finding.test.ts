import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { Finding } from './finding.ts';

const file = new URL('./descriptor-finding.ts', import.meta.url).href;

/** The finding for a process with this descriptor limit. */
function findingWith(descriptors: number): Finding {
  const script = `import(${JSON.stringify(file)}).then((m) => console.log(JSON.stringify(m.descriptorFinding())))`;
  const { stdout } = spawnSync('sh', ['-c', `ulimit -n ${descriptors}; exec "$0" -e '${script}'`, process.execPath]);
  return JSON.parse(String(stdout)) as Finding;
}

it('a low descriptor limit is a warning with a fix', () => {
  expect(findingWith(1_024)).toMatchObject({
    level: 'warning',
    outcome: 'few',
    values: { limit: 1_024, connections: 768 },
    command: 'ulimit -n 65536',
  });
  expect(findingWith(8_192)).toMatchObject({ level: 'ok', values: { limit: 8_192, connections: 6_144 } });
});
