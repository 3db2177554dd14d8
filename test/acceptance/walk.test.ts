import { afterAll, beforeAll, describe } from 'vitest';
import { type Installation, type LayoutName, startInstallation } from './topology.ts';
import { describeWalk } from './walk.ts';

/** The others run by `npm run test:acceptance`. */
const quick: readonly LayoutName[] = ['one process', 'a gateway and five modules'];
const thorough: readonly LayoutName[] = [
  ...quick,
  'two equal processes',
  'a gateway, tasks, and the rest',
  'a gateway, tasks with a database of its own, and the rest',
];

describe.each(process.env['ACCEPTANCE'] === 'all' ? thorough : quick)('%s', (name) => {
  let installation: Installation | undefined;
  beforeAll(async () => {
    installation = await startInstallation(name);
  }, 180_000);
  afterAll(() => installation?.stop(), 180_000);

  describeWalk(() => installation?.url ?? '');
});
