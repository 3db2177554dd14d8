import { z } from 'zod';
import { Call } from '../context.ts';
import { isCollision, isDatabaseAway, isDiskFull } from '../database/database-errors.ts';
import { DomainError, errorKinds, unavailable } from '../errors.ts';

/** Calls of contract methods: `POST /internal/<module>/<method>`. No gateway forwards this path. */
export const internalPrefix = '/internal/';

/** Headers between the processes of one installation. A request from outside loses them. */
export const internalHeaders = {
  /** Prefix of all of them. */
  prefix: 'x-taskuno-',
  /** How long the caller still waits, in milliseconds. */
  deadline: 'x-taskuno-deadline',
  /** The internal key, with a forwarded request. */
  key: 'x-taskuno-key',
  /** The address of the connection on which a forwarded request arrived. */
  peer: 'x-taskuno-peer',
} as const;

/** The body of a call. */
export const CallBody = z.strictObject({ call: Call, input: z.unknown() });

/** A failure that the caller throws as if it had occurred in its own process. */
export const Failure = z.object({
  kind: z.enum(errorKinds),
  code: z.string(),
  message: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  retryAfterSeconds: z.number().optional(),
  currentVersion: z.number().optional(),
  publicUrl: z.string().optional(),
  part: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** Null for an error that is a bug: its message stays in the log of the process where it occurred. */
export function failureOf(error: unknown): Failure | null {
  const refusal = error instanceof DomainError ? error : shortageOf(error);
  if (!refusal) return null;
  const { cause: _cause, ...details } = refusal.details;
  return { kind: refusal.kind, code: refusal.code, message: refusal.message, ...copied(details) };
}

function copied({ errors, ...others }: Omit<DomainError['details'], 'cause'>): Partial<Failure> {
  return { ...others, ...(errors ? { errors: [...errors] } : {}) };
}

function shortageOf(error: unknown): DomainError | null {
  if (isDatabaseAway(error)) {
    return unavailable('database-away', 'The database is temporarily unavailable. Try again in a moment.', 2);
  }
  if (isCollision(error)) {
    const message = 'Someone else changed this at the same moment. Nothing was changed. Try again.';
    return unavailable('busy', message, 1);
  }
  if (isDiskFull(error)) {
    const message = 'The disk is full. Reading works, but nothing can be saved until space is freed.';
    return unavailable('disk-full', message, 5);
  }
  return null;
}

export function errorOf({ kind, code, message, ...details }: Failure): DomainError {
  return new DomainError(kind, code, message, withoutUndefined(details));
}

function withoutUndefined(details: Omit<Failure, 'kind' | 'code' | 'message'>): DomainError['details'] {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
