import { defineConfig } from 'vitest/config';

const server = {
  environment: 'node' as const,
  globalSetup: 'test/harness/server.ts',
  pool: 'forks' as const,
  // Nothing of ours is global, so that a worker may load the app once for all of its suites.
  isolate: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

/** Processes that are started, killed, upgraded and restored take minutes: `npm run test:operations`. */
const operations = process.env['OPERATIONS'] === 'all' ? ['test/operations/*.test.ts'] : [];

/** The rest of them takes minutes: `npm run test:acceptance`. */
const acceptance = process.env['ACCEPTANCE'] === 'all' ? 'test/acceptance/*.test.ts' : 'test/acceptance/walk.test.ts';

/** Screens that few people see, and counts of requests: `npm run test:screens`. */
const longBrowserTests = process.env['SCREENS'] === 'all' ? [] : ['test/browser/long/**'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './test/harness/reporter.ts'],
    projects: [
      {
        test: {
          ...server,
          name: 'server',
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/architecture/*.test.ts', ...operations, acceptance],
          exclude: ['src/shared/**'],
        },
      },
      {
        test: {
          ...server,
          name: 'browser',
          globalSetup: [server.globalSetup, 'test/browser/unpack-browser.ts'],
          include: ['test/browser/**/*.test.ts'],
          exclude: longBrowserTests,
          isolate: true,
          // A browser may be slow to show something: a second try, which the last lines of a run name.
          retry: 1,
          // As patient as Playwright is with what it waits for.
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'web',
          environment: 'node',
          include: ['web/src/**/*.test.{ts,tsx}', 'src/shared/**/*.test.ts'],
        },
      },
    ],
  },
});
