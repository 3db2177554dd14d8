import { createLogger } from '#platform/observability/logger.ts';
import { type OutputOptions, print, table } from './output.ts';
import { formatBytes, progressBar } from './progress.ts';
import { settings } from './settings.ts';

interface CreateOptions extends OutputOptions {
  readonly to?: string;
  readonly encryptTo?: readonly string[];
  readonly withKeys: boolean;
  readonly files: boolean;
}

interface ReadOptions extends OutputOptions {
  readonly identity?: string;
}

/** Makes a backup and checks it. */
export async function createBackup({ to, encryptTo, withKeys, files, ...options }: CreateOptions): Promise<void> {
  const { backUp } = await import('../composition/backups.ts');
  const config = settings();
  const recipients = encryptTo ?? config.backup.recipients;
  if (withKeys && recipients.length === 0) {
    warn('The backup contains the keys of this installation and is not encrypted. Keep it as safe as the keys.');
  }
  const bar = progressBar('Backing up', null);
  const created = await backUp(config, await quietLogger(), {
    to: to ?? config.backup.target,
    recipients,
    withKeys,
    withFiles: files,
    signal: stopSignal(),
    progress: bar.update,
  }).finally(bar.end);
  const { file, bytes, sha256, manifest } = created;
  const rows = manifest.tables.reduce((sum, one) => sum + one.rows, 0);
  const tables = manifest.tables.length;
  const result = {
    file,
    bytes,
    sha256,
    tables,
    rows,
    files: manifest.files.count,
    filesMissing: manifest.files.missing,
  };
  if (manifest.files.missing > 0) warn(`Attachments without their file, left out: ${manifest.files.missing}`);
  const amount = `${tables} tables, ${rows} rows, ${manifest.files.count} files, ${formatBytes(bytes)}`;
  print(result, [`${file} created and checked: ${amount}`], options);
}

/** Lists the backups of a folder or bucket. */
export async function listBackups({ to, ...options }: OutputOptions & { readonly to?: string }): Promise<void> {
  const { keptBackups } = await import('../composition/backups.ts');
  const backups = await keptBackups(settings(), await quietLogger(), to);
  const lines = backups.map(({ file, createdAt, bytes }) => [file, createdAt, formatBytes(bytes)]);
  print(backups, table([['backup', 'made', 'size'], ...lines]), options);
}

/** Reads a backup to its end and checks every checksum. */
export async function verifyBackup(file: string, { identity, ...options }: ReadOptions): Promise<void> {
  const { verifyArchive } = await import('../composition/restore.ts');
  const bar = progressBar('Checking', null);
  const content = await verifyArchive(settings(), await quietLogger(), {
    file,
    identity,
    progress: bar.update,
  }).finally(bar.end);
  const { header, manifest } = content;
  const rows = manifest.tables.reduce((sum, one) => sum + one.rows, 0);
  const result = {
    ok: true,
    file,
    createdAt: header.createdAt,
    app: header.app,
    postgres: header.postgres,
    tables: manifest.tables.length,
    rows,
    files: manifest.files.count,
    hasKeys: header.hasKeys,
  };
  const made = `made ${header.createdAt} by TaskUno ${header.app} on PostgreSQL ${header.postgres}`;
  print(
    result,
    [`${file} is complete: ${result.tables} tables, ${rows} rows, ${result.files} files, ${made}`],
    options,
  );
}

/** Restores a backup into a scratch database and compares it. */
export async function drillBackup(file: string, { identity, ...options }: ReadOptions): Promise<void> {
  const { drill } = await import('../composition/drill.ts');
  const bar = progressBar('Restoring into a scratch database', null);
  const outcome = await drill(settings(), await quietLogger(), { file, identity, progress: bar.update }).finally(
    bar.end,
  );
  const lines = table([
    ['table', 'in the backup', 'restored', ''],
    ...outcome.tables.map(({ name, expectedRows, rows, equal }) => [
      name,
      String(expectedRows),
      String(rows),
      equal ? 'equal' : 'DIFFERENT',
    ]),
  ]);
  const verdict = outcome.equal ? 'Every table is equal.' : 'The restored database differs from the backup.';
  print(outcome, [...lines, `${verdict} Restored on PostgreSQL ${outcome.postgres} in ${outcome.seconds} s.`], options);
  if (!outcome.equal) process.exitCode = 1;
}

export interface RestoreOptions extends ReadOptions {
  readonly force: boolean;
  readonly dryRun?: boolean;
}

/** Restores a backup into the configured database and storage. */
export async function restoreBackup(file: string, { dryRun = false, ...options }: RestoreOptions): Promise<void> {
  if (dryRun) return planRestoreOf(file, options);
  const { identity, force } = options;
  const { restore } = await import('../composition/restore.ts');
  const steps = process.stderr.isTTY ? warn : () => undefined;
  const bar = progressBar('Restoring', null);
  const outcome = await restore(settings(), await quietLogger(), {
    file,
    identity,
    force,
    progress: bar.update,
    onStep: steps,
  }).finally(bar.end);
  for (const line of outcome.warnings) warn(line);
  const { tables, rows, files, heldJobs } = outcome;
  print(
    outcome,
    [
      `${file} restored: ${tables} tables, ${rows} rows, ${files} files.`,
      ...(outcome.keptAs === null ? [] : [`The previous data is kept: ${outcome.keptAs}`]),
      'Everyone has to sign in again.',
      ...(heldJobs === 0
        ? []
        : [
            `Not sent, because it may have been sent since the backup: ${heldJobs} jobs with emails, push messages or webhook deliveries. List them with taskuno jobs failed, send them with taskuno jobs retry.`,
          ]),
    ],
    options,
  );
}

async function planRestoreOf(file: string, { identity, force, ...options }: RestoreOptions): Promise<void> {
  const { planRestore } = await import('../composition/restore.ts');
  const bar = progressBar('Checking', null);
  const plan = await planRestore(settings(), await quietLogger(), {
    file,
    identity,
    force,
    progress: bar.update,
  }).finally(bar.end);
  for (const line of plan.warnings) warn(line);
  const { tables, rows, files, replacesData } = plan;
  const into = replacesData ? 'in place of the existing data, which is kept under another name' : 'into an empty place';
  print(
    { dryRun: true, ...plan },
    [`Would restore ${tables} tables, ${rows} rows and ${files} files ${into}.`],
    options,
  );
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}

function quietLogger() {
  return createLogger({ level: 'silent', format: 'json' });
}

/** Aborted by Ctrl-C or SIGTERM, so that no half file is left. A second signal ends the process. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      process.exitCode = 130;
      controller.abort();
    });
  }
  return controller.signal;
}
