import { z } from 'zod';
import { postgresCode } from './database/database.ts';
import { DomainError } from './errors.ts';

/**
 * How background work failed. `temporary`: something it depends on failed (the database, the disk, a provider), so it
 * is retried until that is back, without a limit. `permanent`: no retry can help. `unclear`: a retry may help.
 */
export type FailureKind = 'temporary' | 'permanent' | 'unclear';

/** A dependency of the work is unavailable, or refuses all requests for now. */
export class TemporaryError extends Error {
  /** When the queue runs the job again. Undefined: after a quarter of the job's age, at most one minute. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { retryAfterSeconds, cause }: { retryAfterSeconds?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A failure that no retry can change. */
export class PermanentError extends Error {}

/** Classifies an error. The relay, subscriptions, jobs and mails all use it. */
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

/** What an error says. Anything can be thrown, not only errors. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isTemporary(error: unknown): boolean {
  return failureKind(error) === 'temporary';
}

const waitingKinds: ReadonlySet<string> = new Set(['unavailable', 'too-many', 'locked']);

/**
 * Most classes of SQLSTATE concern the server, its settings or other sessions. The exceptions are classes about the
 * statement's values (22), about conflicts with other rows (23), and about limits and rules that somebody defined.
 */
function kindOfSqlState(code: string): FailureKind {
  const group = code.slice(0, 2);
  if (group === '22') return 'permanent';
  return ['21', '23', '44', '54', 'P0'].includes(group) || code === '25P02' ? 'unclear' : 'temporary';
}

/** Error codes of the operating system, of postgres.js and of nodemailer that do not concern the work itself. */
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

/** The unix socket of a stopped server does not exist. */
function isRefusedConnection(error: Error): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === 'connect' && (code === 'ENOENT' || code === 'EACCES');
}

/**
 * Connection errors of `pg`, and transaction errors of postgres.js after a loss, have no code: their messages identify
 * them.
 */
const lostConnection =
  /^(?:connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|a query of a transaction that is over)/i;
