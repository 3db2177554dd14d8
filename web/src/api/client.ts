import createClient from 'openapi-fetch';
import { basePath } from '../lib/base-path.ts';
import { takeEarlyReply } from '../lib/early-replies.ts';
import { noteMissingParts } from './missing-parts.ts';
import { networkProblem, type Problem, problemFrom } from '../lib/problem.ts';
import type { paths } from './schema.d.ts';

/** The API client, typed by the OpenAPI document. The session is the browser's cookie. */
export const api = createClient<paths>({
  baseUrl: `${basePath}/api/v1`,
  fetch: (request) =>
    send(request).then(withParts, (cause: unknown) => {
      if (request.signal.aborted) throw cause;
      throw networkProblem(cause);
    }),
});

/** Sends a request, unless boot.js has sent the same one: then its reply is taken if it did not fail. */
export function send(request: Request): Promise<Response> {
  const early = takeEarlyReply(request);
  return early ? early.catch(() => fetch(request)) : fetch(request);
}

/** Notes the parts of the server without which a reply was made, or because of which it is a refusal. */
function withParts(response: Response): Response {
  const parts = response.headers.get('x-degraded');
  if (parts !== null) noteMissingParts(parts.split(', '));
  return response;
}

let whenSignedOut = () => {};

/** Called when the server says that the session is over. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener;
}

interface Reply<Body> {
  readonly data?: Body;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of a reply: `await body(api.GET('/tasks/{id}', …))`. @throws Problem for every status but 2xx. */
export async function body<Body>(call: Promise<Reply<Body>>): Promise<Exclude<Body, undefined>> {
  const { data, error, response } = await call;
  if (!response.ok) throw refusalIn(error, response);
  // A 204 has no body, and its type says so.
  return data as Exclude<Body, undefined>;
}

/** A refusal. Reports the end of the session if that is the reason. */
export function refusalIn(error: unknown, response: Response): Problem {
  const problem = problemFrom(error, response);
  if (problem.code === 'not-signed-in') whenSignedOut();
  return problem;
}

/**
 * The body with the version from its ETag, for replies without a version field; without a version if there is no ETag.
 */
export async function versioned<Body extends object>(call: Promise<Reply<Body>>): Promise<Body & { version?: number }> {
  const { response } = await call;
  const content = await body(call);
  const version = versionIn(response);
  return { ...content, ...(version === undefined ? {} : { version }) };
}

/** A proxy that compresses a reply makes its ETag weak (RFC 9110, 8.8.1); the version in it is the same. */
function versionIn({ headers }: Response): number | undefined {
  const [, version] = /^(?:W\/)?"(\d+)"$/.exec(headers.get('etag') ?? '') ?? [];
  return version === undefined ? undefined : Number(version);
}

/** Headers for a change that fails if somebody else changed the resource first (RFC 9110, 13.1.1). */
export function ifVersion(version: number | null): { headers?: Record<string, string> } {
  return version === null ? {} : { headers: { 'If-Match': `"${version}"` } };
}

/** Makes a POST safe to send again: the server answers a repeat with its first reply. */
export function once(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}
