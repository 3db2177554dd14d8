import createClient from 'openapi-fetch';
import { basePath } from '../lib/base-path.ts';
import { networkProblem, type Problem, problemFrom } from '../lib/problem.ts';
import type { paths } from './schema.d.ts';

/** The API, typed by its own document. Its session is the browser's cookie. */
export const api = createClient<paths>({
  baseUrl: `${basePath}/api/v1`,
  fetch: (request) =>
    fetch(request).catch((cause: unknown) => {
      if (request.signal.aborted) throw cause;
      throw networkProblem(cause);
    }),
});

let whenSignedOut = () => {};

/** Told when the server knows the session no more. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener;
}

interface Reply<Body> {
  readonly data?: Body;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * What a call replies with: `await body(api.GET('/tasks/{id}', …))`.
 * @throws Problem for everything but success.
 */
export async function body<Body>(call: Promise<Reply<Body>>): Promise<Exclude<Body, undefined>> {
  const { data, error, response } = await call;
  if (!response.ok) throw refusalIn(error, response);
  // A 204 has no body, and its type says so.
  return data as Exclude<Body, undefined>;
}

/** A refusal; where it says that the session is over, that is told. */
export function refusalIn(error: unknown, response: Response): Problem {
  const problem = problemFrom(error, response);
  if (problem.code === 'not-signed-in') whenSignedOut();
  return problem;
}

/** The same with the version that its ETag tells, for what has none of its own in the body; without where it tells none. */
export async function versioned<Body extends object>(call: Promise<Reply<Body>>): Promise<Body & { version?: number }> {
  const { response } = await call;
  const content = await body(call);
  const version = versionIn(response);
  return version === undefined ? content : { ...content, version };
}

/** A proxy that compresses an answer weakens its ETag (RFC 9110, 8.8.1): the version in it is the same. */
function versionIn({ headers }: Response): number | undefined {
  const [, version] = /^(?:W\/)?"(\d+)"$/.exec(headers.get('etag') ?? '') ?? [];
  return version === undefined ? undefined : Number(version);
}

/** Headers that let a change pass only where nobody was quicker (RFC 9110, 13.1.1). */
export function ifVersion(version: number | null): { headers?: Record<string, string> } {
  return version === null ? {} : { headers: { 'If-Match': `"${version}"` } };
}

/** Makes a POST safe to send again: the server answers a repeat with its first reply. */
export function once(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}
