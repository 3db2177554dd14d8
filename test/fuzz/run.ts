import { parseArgs } from 'node:util';
import { openApiDocument } from '#platform/http/openapi.ts';
import { routeGroups } from '../../src/composition/route-groups.ts';
import { makeFolder, startProcess } from '../harness/process.ts';
import type { OpenApi } from './document.ts';
import { fuzz, sendTo } from './fuzz.ts';

// Sends tens of thousands of generated requests to a new server and prints violations of the contract.
//   npm run test:fuzz -- --requests 20000 --seed 7 --only postTeamsIdTasks

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '25000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', multiple: true },
  },
});
const requestsPerRound = 12;
const seed = Number(values.seed);
const document = openApiDocument(routeGroups, '0') as OpenApi;
const count = values.only?.length ?? Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
const rounds = Math.ceil(Number(values.requests) / (requestsPerRound * count));

const folder = makeFolder();
const app = await startProcess({
  dataDir: folder.path,
  env: { RATE_LIMITS: 'off', LOG_LEVEL: 'error' },
});
try {
  await app.ready();
  process.stdout.write(`seed ${seed}, ${rounds} rounds of ${count} operations\n`);
  const result = await fuzz({
    document,
    send: sendTo(app.url, document),
    seed,
    rounds,
    requestsPerRound,
    ...(values.only ? { only: values.only } : {}),
    onRound: (round, { requests, faults }) =>
      process.stdout.write(`round ${round + 1}: ${requests} requests, ${faults.length} faults\n`),
  });
  for (const { operation, role, request, faults } of result.faults) {
    process.stdout.write(`\nFAULT ${operation} as ${role}\n  ${faults.join('\n  ')}\n  ${request}\n`);
  }
  const statuses = Object.entries(result.statuses).map(([status, times]) => `${status} ${times}`);
  process.stdout.write(
    `\n${result.requests} requests, ${result.operations} operations, ${result.succeeded.length} with success: ${statuses.join(', ')}\n`,
  );
  process.stdout.write(`${result.faults.length === 0 ? 'pass' : 'FAIL'}  ${result.faults.length} faults\n`);
  if (result.faults.length > 0) process.stdout.write(`\nThe server printed:\n${app.output().slice(-8_000)}\n`);
  process.exitCode = result.faults.length === 0 ? 0 : 1;
} finally {
  app.child.kill('SIGTERM');
  await app.ended;
  folder.remove();
}
