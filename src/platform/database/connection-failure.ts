import { exitCodes, StartError } from '../startup/start-error.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { isDatabaseAway, postgresCode } from './database.ts';

/**
 * The reason why a configured server cannot be used, as one line with the variable's name; null for any other error.
 */
export function unreachable(error: unknown, variable: string, target: ConnectionTarget): StartError | null {
  const reason = reasonOf(error, target);
  return reason === null ? null : new StartError(exitCodes.database, `${reason} Correct ${variable}.`, error);
}

export function addressOf({ host, port }: ConnectionTarget): string {
  return `${host}:${port}`;
}

export function isWrongPassword(error: unknown): boolean {
  return postgresCode(error) === '28P01';
}

/** The error of a role that lacks a right the app needs; null for any other error. */
export function refusalOf(error: unknown, { user }: ConnectionTarget): StartError | null {
  if (postgresCode(error) !== '42501') return null;
  return new StartError(
    exitCodes.database,
    `The database role "${user}" lacks the privileges to prepare the database (${messageOf(error)}). Grant it CREATE on the database, or set MIGRATION_DATABASE_URL to a role with more privileges.`,
    error,
  );
}

/** Explains SQLSTATEs (PostgreSQL, appendix A) and system error codes of a failed connection. */
function reasonOf(error: unknown, target: ConnectionTarget): string | null {
  const address = addressOf(target);
  const code = postgresCode(error) ?? '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `The host ${target.host} is unknown.`;
  if (code === '28P01') return `PostgreSQL at ${address} rejects the password of "${target.user}".`;
  if (code === '28000') return `PostgreSQL at ${address} rejects "${target.user}" (${messageOf(error)}).`;
  if (code === '3D000') return `PostgreSQL at ${address} has no database "${target.database}". Create it.`;
  if (code === '53300') return `PostgreSQL at ${address} has no connections left.`;
  const isAway = isDatabaseAway(error) || code === 'EACCES';
  return isAway ? `PostgreSQL does not respond at ${address} (${code}). Start it, or wait until it is up.` : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
