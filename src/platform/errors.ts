/** What went wrong, in the domain's words. The HTTP edge alone knows status codes. */
export type ErrorKind =
  | 'unreadable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'stale'
  | 'too-large'
  | 'unsupported-type'
  | 'invalid'
  | 'locked'
  | 'too-many'
  | 'unavailable';

export interface FieldError {
  /** Where, as a dotted path: `lines.3.email`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** The ETag that would have matched. */
  readonly currentVersion?: number;
  /** The address that the server takes for its own. */
  readonly publicUrl?: string;
  readonly cause?: unknown;
}

/**
 * The one error that domain code throws. `code` is a stable kebab-case word that clients may switch on;
 * `message` tells a person what to do. Everything else that is thrown is a fault of ours.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(kind: ErrorKind, code: string, message: string, details: ErrorDetails = {}) {
    // An answer, not a fault: its code tells which, and a trace would cost more than all the rest of a refusal.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: details.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'DomainError';
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

/** Unknown, or not visible to the caller: the reply never tells which. */
export function notFound(): DomainError {
  return new DomainError(
    'not-found',
    'not-found',
    'Not found. It may have been deleted, or you don’t have access to it.',
  );
}

export function forbidden(code = 'not-allowed', message = 'Your role doesn’t allow this. Ask an owner or admin.') {
  return new DomainError('forbidden', code, message);
}

export function unauthenticated(code = 'not-signed-in', message = 'Sign in first.') {
  return new DomainError('unauthenticated', code, message);
}

export function conflict(code: string, message: string): DomainError {
  return new DomainError('conflict', code, message);
}

/** One field is wrong; `path` is dotted, as in the request. */
export function invalid(path: string, message: string, code = 'invalid'): DomainError {
  return new DomainError('invalid', code, message, { errors: [{ path, message }] });
}

export function stale(currentVersion: number): DomainError {
  return new DomainError(
    'stale',
    'stale',
    'This has changed since you read it. Read it again and repeat your change.',
    {
      currentVersion,
    },
  );
}

/** @throws DomainError 412 where the caller's `If-Match` names another version than the current one. */
export function checkVersion(current: number, wanted: number | undefined): void {
  if (wanted !== undefined && wanted !== current) throw stale(current);
}

export function fileTooLarge(maxBytes: number): DomainError {
  return new DomainError(
    'too-large',
    'too-large',
    `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB.`,
  );
}

/** Something is kept, but its bytes are not there any more: a fault of the storage, which the operator can mend. */
export function fileMissing(cause: unknown): DomainError {
  const message = 'The content of this file is missing. Ask your administrator to restore it from a backup.';
  return new DomainError('not-found', 'file-missing', message, { cause });
}

export function storageAway(cause: unknown): DomainError {
  return unavailable('storage-away', 'The file storage is unavailable. Try again in a moment.', 5, cause);
}

export function unavailable(code: string, message: string, retryAfterSeconds = 5, cause?: unknown): DomainError {
  return new DomainError('unavailable', code, message, { retryAfterSeconds, cause });
}
