import { setTimeout as sleep } from 'node:timers/promises';
import { locateFolder, timeOfArchive } from '#platform/backup/archive-location.ts';
import { expiredArchives } from '#platform/backup/retention.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { PermanentError } from '#platform/failures.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Config } from '#platform/startup/config.ts';
import { backUpFrom, locationContext } from './backups.ts';
import type { PlatformJob } from './work.ts';

export interface ScheduledBackupParts {
  readonly config: Config;
  readonly log: Logger;
  readonly targets: DatabaseTargets;
  /** Tells the administrators. Called once for each backup that failed at every attempt. */
  readonly onFailed: (error: string) => Promise<void>;
  readonly retryMs?: number;
}

const attempts = 3;
const defaultRetryMs = 30_000;

/** The job that makes backups by `BACKUP_SCHEDULE`. The queue runs it once for all instances. */
export function scheduledBackup(parts: ScheduledBackupParts): PlatformJob[] {
  const { schedule } = parts.config.backup;
  if (schedule === null) return [];
  return [{ queue: 'platform.backup', cron: schedule, run: () => backUpAndTidy(parts) }];
}

/** Makes a backup, then removes those that are no longer kept. Old ones are removed only after a new one succeeded. */
async function backUpAndTidy(parts: ScheduledBackupParts): Promise<void> {
  const { config, log, targets, onFailed, retryMs = defaultRetryMs } = parts;
  const { target: to, recipients, withKeys } = config.backup;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { file, bytes } = await backUpFrom(targets, config, log, { to, recipients, withKeys, withFiles: true });
      log.info({ file, bytes }, 'backup created and checked');
      return await removeExpired(config, log);
    } catch (error) {
      log.error({ err: error, attempt }, 'the backup failed');
      if (attempt < attempts) {
        await sleep(retryMs);
        continue;
      }
      const message = error instanceof Error ? error.message : String(error);
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
