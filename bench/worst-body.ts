import { DomainError } from '#platform/errors.ts';
import { parseJson } from '#platform/http/json-body.ts';
import { validate } from '#platform/http/validate.ts';
import { routeGroups } from '../src/composition/route-groups.ts';
import { bodiesFor, generalBodies, type HostileBody } from '../test/harness/hostile-bodies.ts';

// The longest time that one body of a mebibyte blocks all other requests, over all routes: parsing, validating
// and reporting its mistakes.

const limitMs = 20;
const shownCount = 15;

interface Cost {
  readonly route: string;
  readonly body: string;
  readonly ms: number;
}

const routes = routeGroups
  .flatMap((group) => group.routes)
  .filter(({ method, upload }) => method !== 'get' && !upload)
  .map(({ method, path, body }) => ({ name: `${method.toUpperCase()} ${path}`, schema: body }));

/**
 * Processor time of this thread only, so that other processes do not matter. The least of three, because the first run
 * includes compilation.
 */
function cost({ name, schema }: (typeof routes)[number], body: HostileBody): Cost {
  const times = [0, 1, 2].map(() => {
    const before = process.threadCpuUsage();
    try {
      validate([{ schema, value: parseJson(body.text), isBody: true }]);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      JSON.stringify(error.details.errors);
    }
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return { route: name, body: body.name, ms: Math.min(...times) };
}

const routeNames = process.argv.slice(2);
const costs: Cost[] = [];
let count = 0;
for (const route of routes.filter(
  ({ name }) => routeNames.length === 0 || routeNames.some((word) => name.includes(word)),
)) {
  for (const body of route.schema ? bodiesFor(route.schema) : generalBodies) {
    count += 1;
    costs.push(cost(route, body));
  }
}
costs.sort((a, b) => b.ms - a.ms);
for (const { route, body, ms } of costs.slice(0, shownCount)) {
  process.stdout.write(`${ms.toFixed(1).padStart(8)} ms  ${route}  ${body}\n`);
}
const [worst] = costs;
process.stdout.write(
  `${count} bodies of 1 MiB over ${routes.length} routes; the worst takes ${worst?.ms.toFixed(1)} ms\n`,
);
if (!worst || worst.ms > limitMs) process.exitCode = 1;
