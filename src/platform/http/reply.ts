import { z } from 'zod';
import { compress, compressedFromLength, encodingFor } from './compress.ts';
import type { DomainError } from '../errors.ts';
import { type ErrorKind } from '../errors.ts';

/** A reply with more than a body: an ETag, further headers or another status than the route's default. */
export class Reply<Body> {
  readonly body: Body;
  readonly version: number | undefined;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Body, extras: ReplyExtras) {
    this.body = body;
    this.version = extras.version;
    this.status = extras.status;
    this.headers = extras.headers ?? {};
  }
}

export interface ReplyExtras {
  /** The version of a single resource: its ETag. */
  readonly version?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function reply<Body>(body: Body, extras: ReplyExtras): Reply<Body> {
  return new Reply(body, extras);
}

export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * A JSON response, compressed if it is long and the client accepts that.
 * @param accepts The client's `Accept-Encoding`.
 */
export function jsonReply(
  status: number,
  body: unknown,
  headers: Record<string, string>,
  accepts: string | null,
): Response | Promise<Response> {
  const text = JSON.stringify(body);
  if (text.length < compressedFromLength) return textResponse(status, text, headers);
  headers['vary'] = headers['vary'] === undefined ? 'Accept-Encoding' : `${headers['vary']}, Accept-Encoding`;
  const encoding = encodingFor(accepts);
  if (encoding === null) return textResponse(status, text, headers);
  headers['content-type'] ??= 'application/json';
  headers['content-encoding'] = encoding;
  // The bytes differ from the uncompressed reply, so the ETag becomes weak (RFC 9110, 8.8.1).
  if (headers['etag'] !== undefined) headers['etag'] = `W/${headers['etag']}`;
  return compress(text, encoding).then((bytes) => new Response(bytes, { status, headers }));
}

/** A JSON response with the headers that every reply has. The only place where the API creates one. */
export function jsonResponse(status: number, body: unknown, headers: Record<string, string>): Response {
  if (body === undefined) return new Response(null, { status, headers });
  return textResponse(status, JSON.stringify(body), headers);
}

function textResponse(status: number, text: string, headers: Record<string, string>): Response {
  headers['content-type'] ??= 'application/json';
  return new Response(text, { status, headers });
}

const statuses: Readonly<Record<ErrorKind, number>> = {
  unreadable: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  'too-large': 413,
  'unsupported-type': 415,
  invalid: 422,
  locked: 423,
  'too-many': 429,
  unavailable: 503,
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Content too large',
  415: 'Unsupported content type',
  417: 'Expectation failed',
  422: 'Invalid request',
  423: 'Locked',
  429: 'Too many requests',
  431: 'Request headers too large',
  500: 'Internal server error',
  503: 'Service unavailable',
  507: 'Insufficient storage',
};

export interface ProblemContext {
  readonly requestId: string;
  readonly instance: string;
}

/** The error of one item in a reply about many. */
export const ProblemOfOne = z
  .strictObject({
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  })
  .meta({ id: 'ProblemOfOne' });

/** A domain error as part of a reply about many items. `status` is the HTTP status that it would have alone. */
export function problemOf({
  kind,
  code,
  message,
  details,
}: DomainError): z.infer<typeof ProblemOfOne> & { status: number } {
  return { status: statuses[kind], code, detail: message, errors: [...(details.errors ?? [])] };
}

/** A domain error as problem details (RFC 9457). */
export function problemResponse(
  error: DomainError,
  context: ProblemContext,
  headers: Record<string, string>,
): Response {
  const { details, kind, code, message } = error;
  if (details.retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.ceil(details.retryAfterSeconds));
  if (details.currentVersion !== undefined) headers['etag'] = etagOf(details.currentVersion);
  if (details.part !== undefined) headers['x-degraded'] = details.part;
  if (kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  const extra = {
    ...(details.errors ? { errors: details.errors } : {}),
    ...(details.publicUrl === undefined ? {} : { publicUrl: details.publicUrl }),
    ...(details.part === undefined ? {} : { part: details.part }),
  };
  return problem({ status: statuses[kind], code, detail: message, extra }, context, headers);
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly extra?: object;
}

export const problemType = 'application/problem+json';

export function problemBody({ status, code, detail, extra = {} }: Problem, { requestId, instance }: ProblemContext) {
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    detail,
    instance,
    code,
    requestId,
    ...extra,
  };
}

export function problem(content: Problem, context: ProblemContext, headers: Record<string, string>): Response {
  headers['content-type'] = problemType;
  return jsonResponse(content.status, problemBody(content, context), headers);
}
