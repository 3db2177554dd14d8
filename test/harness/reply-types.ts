import type { components, paths } from '../../web/src/api/schema.d.ts';

export type Problem = components['schemas']['Problem'];
export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/**
 * The type of a reply's body for a path as tests write it: `/tasks/${id}/log?limit=1` is the document's
 * `/tasks/{id}/log`. It has the properties of every shape that the reply may have, also of a problem. For a path that
 * the document does not contain, or that is only known at run time, it is a problem.
 */
export type BodyOf<M extends Method, Path extends string> = Merged<SuccessOf<M, Key<Path>>> & Refusal;

type Refusal = Required<Pick<Problem, 'code' | 'detail' | 'errors' | 'publicUrl'>>;

type SuccessOf<M extends Method, Name extends string> = Name extends keyof Undocumented
  ? Undocumented[Name]
  : Name extends keyof Operations
    ? Operations[Name] extends Record<M, { responses: infer Responses }>
      ? Content<Responses[keyof Responses & Success]>
      : unknown
    : unknown;

/** Replies outside the documented API. */
interface Undocumented {
  '/meta': { setup: string; flags: Record<string, string[]> };
  '/health': { status: string; checks: Record<'storage', { status: string }> };
  '/api/openapi.json': { openapi: string; paths: Record<string, Record<string, { 'x-rule': string }>> };
}

type Success = 200 | 201 | 202 | 204;
type Operations = { [Path in keyof paths as Key<Path>]: paths[Path] };

/** A path without its query, names and values of parameters. */
type Key<Path extends string> = Path extends `${infer Plain}?${string}` ? Nameless<Plain> : Nameless<Path>;
type Nameless<Path extends string> = Path extends `${infer First}/${infer Rest}`
  ? `${Part<First>}/${Nameless<Rest>}`
  : Part<Path>;
type Part<Text extends string> = string extends Text ? '{}' : Text extends `{${string}}` | 'undefined' ? '{}' : Text;

type Content<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : '';

/** The properties of all shapes of a union. */
type Merged<Body> = [KeyOfAny<Body>] extends [keyof Body] ? Body : { [Name in KeyOfAny<Body>]: ValueOf<Body, Name> };
type KeyOfAny<Body> = Body extends unknown ? keyof Body : never;
type ValueOf<Body, Name extends PropertyKey> = Body extends Record<Name, infer Value> ? Value : never;
