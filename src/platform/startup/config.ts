import { resolve } from 'node:path';
import { namesOf, omit } from '../records.ts';
import { backupVariables, type BackupConfig, readBackup } from './backup-config.ts';
import { type Environment, environmentSchema, meaningOf, readVariables } from './environment.ts';
import { incompleteMailIn } from './mail-variables.ts';
import { type OidcProviderConfig, readOidcProviders } from './oidc-config.ts';
import { exitCodes, StartError } from './start-error.ts';
import { readSplit, type SplitConfig, splitVariables } from './split-variables.ts';
import { readStorage, type StorageConfig, storageVariables } from './storage-config.ts';

/** Read together with others as one property of the configuration. */
const derivedNames = [
  'PUBLIC_URL',
  'DATA_DIR',
  'DATABASE_ROLES',
  'LOG_FORMAT',
  ...namesOf(splitVariables),
  ...namesOf(storageVariables),
  ...namesOf(backupVariables),
] as const;

/** What the environment says, and what follows from several variables. */
export interface Config extends Omit<Environment, (typeof derivedNames)[number]> {
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly split: SplitConfig;
  readonly storage: StorageConfig;
  readonly backup: BackupConfig;
  readonly databaseRoles: boolean;
  readonly oidcProviders: readonly OidcProviderConfig[];
  readonly logFormat: 'pretty' | 'json';
}

/** All mistakes in the environment. The operator reads the message. */
export class ConfigError extends StartError {
  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
    super(
      exitCodes.configuration,
      `The configuration has ${count}:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
}

/**
 * Reads the configuration.
 * @throws ConfigError listing each wrong variable with a hint.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, isTerminal = false): Config {
  const problems: string[] = [];
  const values = readVariables(env, problems);
  const { data, error } = environmentSchema.safeParse(values);
  for (const { path, message } of error?.issues ?? []) {
    const name = String(path[0]);
    problems.push(`${name}: ${message}. ${meaningOf(name)}`);
  }
  const oidcProviders = readOidcProviders(values, data?.OIDC_PROVIDERS ?? [], problems);
  const dataDir = resolve(data?.DATA_DIR ?? '.');
  const storage = readStorage(data ?? {}, dataDir);
  if (Array.isArray(storage)) problems.push(...storage);
  const split = readSplit(data ?? {}, problems);
  for (const [name, needed] of incompleteMailIn(data ?? {}))
    problems.push(`${name}: needs ${needed}. ${meaningOf(needed)}`);
  if (!data || Array.isArray(storage) || problems.length > 0) throw new ConfigError(problems);
  return {
    ...omit(data, derivedNames),
    publicUrl: data.PUBLIC_URL ?? `http://localhost:${data.PORT}`,
    dataDir,
    split,
    storage,
    backup: readBackup(data, dataDir),
    oidcProviders,
    databaseRoles: (data.DATABASE_ROLES ?? (data.DATABASE_URL === undefined ? 'on' : 'off')) === 'on',
    logFormat: data.LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json'),
  };
}
