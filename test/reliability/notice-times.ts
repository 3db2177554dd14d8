import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { makeFolder } from '../harness/process.ts';
import type { Finding } from './run.ts';

const Report = z.object({ numPassedTests: z.number(), numTotalTests: z.number() });

/** The test of notices around changes of the clock, with all its zones and days. */
export async function noticeTimesRows(): Promise<Finding[]> {
  const name = 'each notice once, at its local hour, in the app and by mail';
  const folder = makeFolder();
  const outputFile = join(folder.path, 'notice-times.json');
  try {
    const reporter = ['--reporter=json', `--outputFile=${outputFile}`];
    const args = ['node_modules/.bin/vitest', 'run', '--project', 'server', ...reporter, 'test/notice-times.test.ts'];
    const env = { ...process.env, NOTICE_TIMES: 'all' };
    const run = promisify(execFile)(process.execPath, args, { env });
    const problem = await run.then(
      () => null,
      (error: unknown) => String(error).slice(0, 500),
    );
    if (problem !== null) return [{ name, figure: problem, holds: false }];
    const { numPassedTests, numTotalTests } = Report.parse(JSON.parse(readFileSync(outputFile, 'utf8')));
    const figure = `${numPassedTests} of ${numTotalTests} days × 4 zones × 3 ways to be notified`;
    return [{ name, figure, holds: numPassedTests === numTotalTests && numTotalTests > 1 }];
  } finally {
    folder.remove();
  }
}
