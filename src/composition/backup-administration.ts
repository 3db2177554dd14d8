import type { BackupAdministration } from '#platform/admin/context.ts';
import { lastRun } from '#platform/backup/backup-runs.ts';
import type { Sql } from '#platform/database/connection.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Config } from '#platform/startup/config.ts';
import { StartError } from '#platform/startup/start-error.ts';
import { keptBackups } from './backups.ts';
import { backupQueue } from './scheduled-backup.ts';

interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly events: Sql;
  readonly queue: Queue;
}

/** What instance admins see of the backups, and how they start one. */
export function backupAdministration({ config, log, events, queue }: Parts): BackupAdministration {
  const { target, schedule, recipients, withKeys } = config.backup;
  return {
    async read() {
      const [run, kept] = await Promise.all([lastRun(events), listKept(config, log)]);
      return { target, schedule, isEncrypted: recipients.length > 0, withKeys, run, ...kept };
    },
    async start() {
      // Every job has this as a part of its data.
      if (await queue.has(backupQueue, {})) return false;
      await queue.send(backupQueue);
      return true;
    },
  };
}

async function listKept(config: Config, log: Logger) {
  try {
    return { items: (await keptBackups(config, log)).toReversed(), problem: null };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { items: [], problem: error.message };
  }
}
