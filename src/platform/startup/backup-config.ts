import { join } from 'node:path';
import { z } from 'zod';
import type { StorageVariables } from './storage-config.ts';
import { commaList, onOff, type ValuesOf, variable, wholeNumber } from './variable.ts';

export const backupVariables = {
  BACKUP_SCHEDULE: variable(
    z
      .string()
      .regex(/^[\d*,/-]+(?: [\d*,/-]+){4}$/, 'must be five cron fields in UTC, such as 30 2 * * *')
      .optional(),
    'When a running server makes backups, as five cron fields in UTC, such as 30 2 * * *. If empty, it makes none.',
  ),
  BACKUP_TARGET: variable(
    z.string().min(1).optional(),
    'Folder or s3://bucket/prefix?… for backups. Default: DATA_DIR/backups. Choose another disk or machine.',
  ),
  BACKUP_S3_ACCESS_KEY_ID: variable(
    z.string().min(1).optional(),
    'Access key for backups in S3. Default: S3_ACCESS_KEY_ID.',
  ),
  BACKUP_S3_SECRET_ACCESS_KEY: variable(
    z.string().min(1).optional(),
    'Secret access key for backups in S3. Default: S3_SECRET_ACCESS_KEY.',
  ),
  BACKUP_RECIPIENT: variable(
    z
      .pipe(commaList, z.array(z.string().regex(/^age1[a-z0-9]+$/, 'must be age recipients, which begin with age1')))
      .default([]),
    'age recipients that backups are encrypted to, separated by commas. Keep the identity file elsewhere.',
  ),
  BACKUP_WITH_KEYS: variable(
    onOff.default('off'),
    'on: scheduled backups contain the secret key and the service key. Set BACKUP_RECIPIENT as well.',
  ),
  BACKUP_KEEP_DAILY: variable(wholeNumber(1, 1_000).default(7), 'Number of days of which the newest backup is kept.'),
  BACKUP_KEEP_WEEKLY: variable(wholeNumber(0, 1_000).default(4), 'Number of weeks of which the newest backup is kept.'),
  BACKUP_KEEP_MONTHLY: variable(
    wholeNumber(0, 1_000).default(6),
    'Number of months of which the newest backup is kept.',
  ),
  BACKUP_BEFORE_MIGRATIONS: variable(
    onOff.optional(),
    'Whether the tables are backed up to DATA_DIR/backups before an update changes them. Default: on with the embedded database.',
  ),
};
type BackupEnvironment = ValuesOf<typeof backupVariables>;

/** How backups are made and kept. */
export interface BackupConfig {
  /** Five cron fields in UTC; null for none. */
  readonly schedule: string | null;
  /** A folder, which ends with a slash, or `s3://…`. */
  readonly target: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  /** age recipients; empty for archives that are not encrypted. */
  readonly recipients: readonly string[];
  readonly withKeys: boolean;
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  readonly beforeMigrations: boolean;
}

/** The backups from the environment, with the defaults that depend on other variables. */
export function readBackup(
  values: BackupEnvironment & StorageVariables & { readonly DATABASE_URL?: string | undefined },
  dataDir: string,
): BackupConfig {
  return {
    schedule: values.BACKUP_SCHEDULE ?? null,
    target: (values.BACKUP_TARGET ?? join(dataDir, 'backups')).replace(/^(?!s3:)(.*[^/])$/, '$1/'),
    accessKeyId: values.BACKUP_S3_ACCESS_KEY_ID ?? values.S3_ACCESS_KEY_ID,
    secretAccessKey: values.BACKUP_S3_SECRET_ACCESS_KEY ?? values.S3_SECRET_ACCESS_KEY,
    recipients: values.BACKUP_RECIPIENT,
    withKeys: values.BACKUP_WITH_KEYS === 'on',
    keep: {
      daily: values.BACKUP_KEEP_DAILY,
      weekly: values.BACKUP_KEEP_WEEKLY,
      monthly: values.BACKUP_KEEP_MONTHLY,
    },
    beforeMigrations: (values.BACKUP_BEFORE_MIGRATIONS ?? (values.DATABASE_URL === undefined ? 'on' : 'off')) === 'on',
  };
}
