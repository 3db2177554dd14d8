import type { Config } from '../startup/config.ts';
import { databaseVariable } from '../startup/database-variables.ts';
import type { ModuleName } from '../startup/module-names.ts';
import { type ConnectionTarget, targetFromUrl } from './connection-target.ts';

/** The modules of this process whose tables are not in the database of DATABASE_URL, each with its own. */
export function separateDatabases(config: Config): ReadonlyMap<ModuleName, ConnectionTarget> {
  if (config.DATABASE_URL === undefined) return new Map();
  const shared = targetFromUrl(config.DATABASE_URL);
  return new Map(
    config.split.hosted.flatMap((name) => {
      const url = config[databaseVariable(name)];
      const own = url === undefined ? shared : targetFromUrl(url);
      return isSameDatabase(own, shared) ? [] : [[name, own] as const];
    }),
  );
}

function isSameDatabase(a: ConnectionTarget, b: ConnectionTarget): boolean {
  return a.host === b.host && a.port === b.port && a.database === b.database;
}
