import type { KeptBackup } from '../backup/archive-location.ts';
import type { BackupRun } from '../backup/backup-runs.ts';
import type { Context } from '../context.ts';
import type { Finding } from '../doctor/finding.ts';
import type { SetAside } from '../events/set-aside.ts';
import type { Flags } from '../flags/flags.ts';
import type { Queue } from '../jobs/queue.ts';
import type { GlanceValues } from '../observability/glance.ts';

/** The backups of the installation. */
export interface BackupAdministration {
  read(): Promise<BackupsState>;
  /** Starts a backup. @returns false if one waits or runs. */
  start(): Promise<boolean>;
}

export interface BackupsState {
  readonly target: string;
  readonly schedule: string | null;
  readonly isEncrypted: boolean;
  readonly withKeys: boolean;
  readonly run: BackupRun | null;
  /** Newest first. */
  readonly items: KeptBackup[];
  /** Why the folder or bucket can't be read. */
  readonly problem: string | null;
}

/** What the routes of instance admins work with. */
export interface AdminContext extends Context {
  readonly queue: Queue;
  readonly setAside: SetAside;
  readonly flags: Flags;
  readonly backups: BackupAdministration;
  /** The load of this process. */
  readonly load: () => GlanceValues & { readonly openStreams: number };
  /** Checks everything that the installation depends on. */
  readonly examine: () => Promise<Finding[]>;
}
