export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

interface ProblemDetails {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number | null;
  readonly publicUrl?: string | null;
}

/** A refusal by the API (RFC 9457), or `network` if it could not be reached. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  readonly errors: readonly FieldProblem[];
  /** When to retry, if the server says so. */
  readonly retryAfterSeconds: number | null;
  /** Of `bad-origin`: the server's configured address. */
  readonly publicUrl: string | null;

  constructor({
    code,
    status,
    detail,
    requestId,
    errors = [],
    retryAfterSeconds = null,
    publicUrl = null,
  }: ProblemDetails) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
    this.publicUrl = publicUrl;
  }
}

/** It does not exist, or the person may not see it: a retry would not help. */
export function isOutOfReach(error: unknown): boolean {
  return isProblem(error) && (error.status === 404 || error.status === 403);
}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code);
}

/** Parses a refusal of unknown shape: a proxy may have written it. */
export function problemFrom(body: unknown, response: Response): Problem {
  const details = typeof body === 'object' && body !== null ? body : {};
  return new Problem({
    status: response.status,
    code: textIn(details, 'code') ?? codeOfProxy(response.status),
    detail: textIn(details, 'detail') ?? response.statusText,
    requestId: textIn(details, 'requestId') ?? response.headers.get('x-request-id'),
    errors: fieldProblems(details),
    retryAfterSeconds: Number(response.headers.get('retry-after')) || null,
    publicUrl: textIn(details, 'publicUrl'),
  });
}

/** Our own refusals have a code; one without comes from a server in front of ours, mostly as an HTML page. */
function codeOfProxy(status: number): string {
  if (status === 413) return 'proxy-too-large';
  return status === 502 || status === 503 || status === 504 ? 'proxy-away' : 'unknown';
}

export function networkProblem(cause: unknown): Problem {
  const problem = new Problem({
    code: 'network',
    status: 0,
    detail: 'The server could not be reached.',
    requestId: null,
  });
  problem.cause = cause;
  return problem;
}

function textIn(from: object, name: string): string | null {
  const value: unknown = Reflect.get(from, name);
  return typeof value === 'string' ? value : null;
}

function fieldProblems(from: object): FieldProblem[] {
  const errors: unknown = Reflect.get(from, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    if (typeof error !== 'object' || error === null) return [];
    const path = textIn(error, 'path');
    const message = textIn(error, 'message');
    return path === null || message === null ? [] : [{ path, message }];
  });
}
