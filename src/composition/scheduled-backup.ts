import { setTimeout as sleep } from 'node:timers/promises';
import { locateFolder, timeOfArchive } from '#platform/backup/archive-location.ts';
import { expiredArchives } from '#platform/backup/retention.ts';
import { recordRun } from '#platform/backup/backup-runs.ts';
import type { Sql } from '#platform/database/connection.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { PermanentError } from '#platform/failures.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Config } from '#platform/startup/config.ts';
import { backUpFrom, locationContext } from './backups.ts';
import type { PlatformJob } from './work.ts';

export const backupQueue = 'platform.backup';

export interface ScheduledBackupParts {
  /** Where the progress is stored. */
  readonly events: Sql;
  readonly config: Config;
  readonly log: Logger;
  readonly targets: DatabaseTargets;
  /** Tells the administrators. Called once for each backup that failed at every attempt. */
  readonly onFailed: (error: string) => Promise<void>;
  readonly retryMs?: number;
}

const attempts = 3;
const defaultRetryMs = 30_000;

/** The job that makes backups, by `BACKUP_SCHEDULE` and when an admin wants one. One instance runs it. */
export function scheduledBackup(parts: ScheduledBackupParts): PlatformJob {
  return { queue: backupQueue, cron: parts.config.backup.schedule, run: () => backUpAndTidy(parts) };
}

/**
 * Makes a backup, then removes those that are no longer kept: only with a schedule, and only after a new one succeeded.
 */
async function backUpAndTidy(parts: ScheduledBackupParts): Promise<void> {
  const { events, config, log, targets, onFailed, retryMs = defaultRetryMs } = parts;
  const { target: to, recipients, withKeys, schedule } = config.backup;
  for (let attempt = 1; ; attempt += 1) {
    const run = await recordRun(events);
    const { progress } = run;
    try {
      const options = { to, recipients, withKeys, withFiles: true, progress };
      const { file, bytes } = await backUpFrom(targets, config, log, options);
      log.info({ file, bytes }, 'backup created and checked');
      if (schedule !== null) await removeExpired(config, log);
      await run.done(file);
      return;
    } catch (error) {
      log.error({ err: error, attempt }, 'the backup failed');
      const message = error instanceof Error ? error.message : String(error);
      await run.failed(message);
      if (attempt < attempts) {
        await sleep(retryMs);
        continue;
      }
      await onFailed(message);
      throw new PermanentError(message, { cause: error });
    }
  }
}

async function removeExpired(config: Config, log: Logger): Promise<void> {
  const { target, keep } = config.backup;
  const location = locateFolder(target, locationContext(config, log));
  const archives = (await location.list()).flatMap(({ name }) => {
    const at = timeOfArchive(name);
    return at ? [{ name, at }] : [];
  });
  for (const name of expiredArchives(archives, keep)) {
    await location.remove(name);
    log.info({ file: location.nameOf(name) }, 'old backup removed');
  }
}
