import { z } from 'zod';
import { postgresCode } from './database/database.ts';
import { DomainError } from './errors.ts';

/**
 * How work failed that nobody waits for. `temporary`: what it stands on failed (the database, the disk, a provider), so
 * it goes on once that is back, however long it takes. `permanent`: no repeat can help. `unclear`: a repeat may help.
 */
export type FailureKind = 'temporary' | 'permanent' | 'unclear';

/** Something that the work needs is away or refuses everybody just now. */
export class TemporaryError extends Error {}

/** A refusal that no repeat changes. */
export class PermanentError extends Error {}

/** Decides between later and never; the relay, subscriptions, jobs and mails all ask here. */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof PermanentError || error instanceof z.ZodError) return 'permanent';
  if (error instanceof TemporaryError) return 'temporary';
  if (error instanceof DomainError) return waitingKinds.has(error.kind) ? 'temporary' : 'unclear';
  if (!(error instanceof Error)) return 'unclear';
  const code = postgresCode(error);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)) return kindOfSqlState(code);
  if (code !== undefined && (systemCodes.has(code) || isRefusedConnection(error))) return 'temporary';
  if (lostConnection.test(error.message)) return 'temporary';
  if (error instanceof AggregateError && error.errors.some(isTemporary)) return 'temporary';
  return error.cause === undefined ? 'unclear' : failureKind(error.cause);
}

export function isTemporary(error: unknown): boolean {
  return failureKind(error) === 'temporary';
}

const waitingKinds: ReadonlySet<string> = new Set(['unavailable', 'too-many', 'locked']);

/**
 * Most classes of SQLSTATE tell of the server, its settings or other sessions. These tell of the statement's own values
 * (22), of values beside others that may change (23), or of limits and rules that somebody wrote.
 */
function kindOfSqlState(code: string): FailureKind {
  const group = code.slice(0, 2);
  if (group === '22') return 'permanent';
  return ['21', '23', '44', '54', 'P0'].includes(group) || code === '25P02' ? 'unclear' : 'temporary';
}

/** Of the operating system, of postgres.js and of nodemailer: nothing about the work itself. */
const systemCodes: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EBUSY',
  'EDQUOT',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOSPC',
  'EROFS',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTCONN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** The socket of a server that is not running does not exist. */
function isRefusedConnection(error: Error): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === 'connect' && (code === 'ENOENT' || code === 'EACCES');
}

/** What `pg` says of its connections has no code, nor has what postgres.js's transactions say after a loss. */
const lostConnection =
  /^(?:connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|a query of a transaction that is over)/i;
