import { alertRows } from './alerts.ts';
import { backupRows } from './backups.ts';
import { clockRows } from './clock.ts';
import { crashRows } from './crashes.ts';
import { databaseAwayRows } from './database-away.ts';
import { descriptorRows } from './descriptors.ts';
import { enumerationRows } from './enumeration.ts';
import { fullDiskRows } from './full-disk.ts';
import { imageRows } from './image.ts';
import { instanceRows } from './instances.ts';
import { jobRows } from './jobs.ts';
import { mailAwayRows } from './mail-away.ts';
import { majorRows } from './majors.ts';
import { migrationRows } from './migrations.ts';
import { noticeTimesRows } from './notice-times.ts';
import { proxyRows } from './proxies.ts';
import { replicaRows } from './replica.ts';
import { rollingRows } from './rolling.ts';
import { slowClientRows } from './slow-clients.ts';
import { twoServerRows } from './two-servers.ts';

// The long runs: one line per promise, with a figure that shows it.

/** The result of a run for one promise. */
export interface Finding {
  readonly name: string;
  readonly figure: string;
  readonly holds: boolean;
}

const runs: Readonly<Record<string, () => Promise<Finding[]>>> = {
  enumeration: enumerationRows,
  jobs: jobRows,
  crashes: crashRows,
  'slow-clients': slowClientRows,
  descriptors: descriptorRows,
  'full-disk': fullDiskRows,
  'database-away': databaseAwayRows,
  clock: clockRows,
  'mail-away': mailAwayRows,
  'notice-times': noticeTimesRows,
  rolling: rollingRows,
  proxies: proxyRows,
  migrations: migrationRows,
  instances: instanceRows,
  'two-servers': twoServerRows,
  replica: replicaRows,
  backups: backupRows,
  majors: majorRows,
  alerts: alertRows,
  image: imageRows,
};

const rowNames = process.argv.slice(2);
const unknown = rowNames.filter((name) => !(name in runs));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}; there are ${Object.keys(runs).join(', ')}`);

const findings: Finding[] = [];
for (const [name, run] of Object.entries(runs)) {
  if (rowNames.length === 0 || rowNames.includes(name)) findings.push(...(await run()));
}
for (const { name, figure, holds } of findings)
  process.stdout.write(`${holds ? 'pass' : 'FAIL'}  ${name}: ${figure}\n`);
if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
