import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { makeFolder } from '../harness/process.ts';
import type { Finding } from './run.ts';

const mails = 1_000;
const Figures = z.object({
  count: z.number(),
  attempts: z.number(),
  repeats: z.number(),
  minutes: z.number(),
  p50: z.number(),
  p99: z.number(),
});

/** The test of a provider that is away for an hour, with more mails and with a provider that never answers. */
export async function mailAwayRows(): Promise<Finding[]> {
  const folder = makeFolder();
  const report = join(folder.path, 'mail-away.json');
  try {
    const args = ['node_modules/.bin/vitest', 'run', '--project', 'server', 'test/mail-away.test.ts'];
    const env = { ...process.env, MAILS: String(mails), MAILS_REPORT: report };
    const problem = await promisify(execFile)(process.execPath, args, { env }).then(
      () => null,
      (error: unknown) => String(error).slice(0, 500),
    );
    if (problem !== null) return [{ name: 'mail is away for an hour', figure: problem, holds: false }];
    const { count, attempts, repeats, minutes, p50, p99 } = Figures.parse(JSON.parse(readFileSync(report, 'utf8')));
    const figure = [
      `${count} of ${count} accepted, in order for each address, ${repeats} twice`,
      `${attempts} attempts in the hour, done ${minutes} min after it`,
      `requests p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms meanwhile`,
    ].join('; ');
    return [{ name: 'mail is away for an hour', figure, holds: repeats === 0 }];
  } finally {
    folder.remove();
  }
}
