/** The kind of a domain error. Only the HTTP layer knows status codes. */
export const errorKinds = [
  'unreadable',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'stale',
  'too-large',
  'unsupported-type',
  'invalid',
  'locked',
  'too-many',
  'unavailable',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

export interface FieldError {
  /** The field as a dotted path: `lines.3.email`; empty for the complete input. */
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** The current version, whose ETag would have matched. */
  readonly currentVersion?: number;
  /** The PUBLIC_URL that the server is configured with. */
  readonly publicUrl?: string;
  /** The module that is unavailable, where modules run in processes of their own. */
  readonly part?: string;
  readonly cause?: unknown;
}

/**
 * The only error that domain code throws. `code` is a stable kebab-case word that clients may compare; `message` tells
 * a person what to do. Any other exception is a bug.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(kind: ErrorKind, code: string, message: string, details: ErrorDetails = {}) {
    // A DomainError is an answer, not a bug: its code identifies it, and a stack trace would cost more than the rest of
    // the refusal.
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

/** The object does not exist or is not visible to the caller. The reply never says which. */
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

/** One field is invalid; `path` is dotted, as in the request. */
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

/**
 * Compares the caller's `If-Match` version, if any, with the current one.
 * @throws DomainError 412 if they differ.
 */
export function checkVersion(current: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== current) throw stale(current);
}

export function fileTooLarge(maxBytes: number): DomainError {
  return new DomainError(
    'too-large',
    'too-large',
    `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB.`,
  );
}

/** The row of a file exists but its bytes are missing: a storage fault that the operator must repair. */
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

/** A module in another process does not answer. */
export function partAway(part: string, cause?: unknown): DomainError {
  const message = `A part of this server is unavailable: ${part}. Try again in a moment.`;
  return new DomainError('unavailable', 'part-away', message, { retryAfterSeconds: 2, part, cause });
}

/** The module that an error says is unavailable; null for every other error. */
export function awayPartOf(error: unknown): string | null {
  return error instanceof DomainError && error.code === 'part-away' ? (error.details.part ?? null) : null;
}
