import { CronExpressionParser } from 'cron-parser';
import { timeOfArchive } from '../backup/archive-location.ts';
import type { BackupConfig } from '../startup/backup-config.ts';
import { failure, type Finding, ok, reasonOf, warning } from './finding.ts';

/** A backup may take this long before it counts as missing. */
const graceMs = 2 * 3_600_000;
/** Without a schedule of ours a backup this old is fresh: something else makes them. */
const freshMs = 8 * 86_400_000;
const createCommand = 'taskuno backup create';

/**
 * Checks that a backup of the last due time exists.
 * @param listArchives The names of the files at the target.
 */
export async function backupFinding(
  { schedule, target }: Pick<BackupConfig, 'schedule' | 'target'>,
  listArchives: () => Promise<readonly string[]>,
  now: Date,
): Promise<Finding> {
  let names: readonly string[];
  try {
    names = await listArchives();
  } catch (error) {
    return failure('backups', 'unreadable', { target: shown(target), reason: reasonOf(error) });
  }
  const times = names.flatMap((name) => timeOfArchive(name)?.getTime() ?? []);
  const newest = times.length === 0 ? null : Math.max(...times);
  const date = newest === null ? '' : textOf(newest);
  if (schedule === null) {
    if (newest !== null && now.getTime() - newest < freshMs) return ok('backups', 'ok', { date });
    return warning('backups', 'unscheduled', {}, 'BACKUP_SCHEDULE=30 2 * * *');
  }
  if (newest === null) return warning('backups', 'none', { target: shown(target) }, createCommand);
  const due = lastDue(schedule, new Date(now.getTime() - graceMs));
  if (newest >= due) return ok('backups', 'ok', { date });
  return failure('backups', 'overdue', { date, due: textOf(due) }, createCommand);
}

function lastDue(schedule: string, now: Date): number {
  return CronExpressionParser.parse(schedule, { currentDate: now, tz: 'UTC' }).prev().getTime();
}

function textOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Without the parameters of a bucket. */
function shown(target: string): string {
  return target.split('?')[0] ?? '';
}
