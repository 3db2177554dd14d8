import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Command } from '../commands/commands.ts';
import { notFound } from '../errors.ts';
import { parseId } from '../ids.ts';
import type { Reply } from './reply.ts';
import type { RequestContext } from './request.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The part of a request that a rule may use. The body is not yet validated, since 404 and 403 come before 422. */
export interface RuleRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** For a repeated request: the body of the first reply. */
  readonly reply?: unknown;
}

/** Who may call a route. `authorize` throws, or returns the proof that the verb requires. */
export interface Rule<C, Allowed> {
  /** Shown in the OpenAPI document as `x-rule`. */
  readonly name: string;
  readonly credentials: 'none' | 'required';
  readonly authorize: (ctx: C, request: RuleRequest) => Allowed | Promise<Allowed>;
}

type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [Key in Name]: string } & ParamsOf<Rest>
  : unknown;

export interface ReplySchema<Status extends number, Body extends z.ZodType> {
  readonly status: Status;
  readonly body?: Body;
  readonly description?: string;
}

type OtherReplies = Readonly<Record<number, z.ZodType>>;

export interface HandledRequest<Allowed, Params, Query, Body> {
  readonly allowed: Allowed;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The version in `If-Match`, if the caller sent one. */
  readonly ifVersion: number | undefined;
  readonly http: HttpRequest;
}

/** The request itself, for the few routes that stream or set cookies. */
export interface HttpRequest {
  readonly context: RequestContext;
  readonly raw: Request;
  /** Headers of the reply, for a route that writes it itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly incoming: import('node:http').IncomingMessage | undefined;
  readonly outgoing: import('node:http').ServerResponse | undefined;
}

export interface RouteDefinition<
  C,
  Path extends string,
  Allowed,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Result extends z.ZodType,
  Others extends OtherReplies,
> {
  readonly method: Method;
  /** Under `/api/v1`, unless `root` is set. */
  readonly path: Path;
  readonly summary: string;
  readonly rule: Rule<C, Allowed>;
  /** Who may receive the stored reply of a repeat, if `rule` no longer allows it after the change. Default: `rule`. */
  readonly repeatRule?: Rule<C, unknown>;
  readonly query?: Query;
  readonly body?: Body;
  /** The body is its text, of any content type: for senders that do not send JSON, or sign their exact bytes. */
  readonly textBody?: boolean;
  /** The handler reads the body itself, as a stream: for uploads. */
  readonly upload?: boolean;
  /** It only reads, and its reply may be a little late: it may come from a replica. */
  readonly mayBeLate?: true;
  /** The reply is a file, as a stream. */
  readonly download?: boolean;
  /** The reply is a page in HTML, also where it refuses. */
  readonly htmlPage?: boolean;
  readonly reply: ReplySchema<number, Result>;
  /** Further successful replies, by status. */
  readonly otherReplies?: Others;
  /**
   * Whether an Idempotency-Key makes it run once. Default: for POST. False if the reply contains a secret: it is then not
   * stored for repeats.
   */
  readonly repeatable?: boolean;
  /** Every open page calls it again and again: its successful requests are logged like reads. */
  readonly isHeartbeat?: boolean;
  /** A stricter rate limit than the general one. */
  readonly limit?: 'sign-in' | 'mail';
  /** The required scope of a personal access token. Default: from module and method. Null refuses every token. */
  readonly tokenScope?: string | null;
  readonly handle: (
    ctx: C,
    request: HandledRequest<Allowed, ParamsOf<Path>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.input<Result> | Reply<z.input<Result> | z.input<Others[number]>> | Response | void>;
}

/** A route without its type parameters: what the HTTP layer mounts and the OpenAPI document lists. */
export interface Route<C> extends Omit<
  RouteDefinition<C, string, unknown, z.ZodType, z.ZodType, z.ZodType, OtherReplies>,
  'handle' | 'rule' | 'repeatRule'
> {
  readonly rule: Rule<C, unknown>;
  readonly repeatRule?: Rule<C, unknown>;
  readonly handle: (ctx: C, request: HandledRequest<never, never, never, never>) => Promise<unknown>;
}

/**
 * Creates a module's route function: `const route = routeOf<TasksContext>()`. A route without a rule does not compile.
 */
export function routeOf<C>() {
  return <
    const Path extends string,
    Allowed,
    Query extends z.ZodType = z.ZodUndefined,
    Body extends z.ZodType = z.ZodUndefined,
    Result extends z.ZodType = z.ZodUndefined,
    Others extends OtherReplies = Record<number, z.ZodNever>,
  >(
    definition: RouteDefinition<C, Path, Allowed, Query, Body, Result, Others>,
  ): Route<C> => definition as unknown as Route<C>;
}

/** A module's routes, with what the HTTP layer needs to run them. */
export interface RouteGroup<C extends Context = Context> {
  /** The module's name: the tag in the OpenAPI document. */
  readonly module: string;
  /** `tasks` allows tokens with `tasks:read` and `tasks:write`. */
  readonly tokenScope: string;
  readonly routes: readonly Route<C>[];
  readonly contextOf: (request: RequestContext) => C;
  /** Runs a change once per Idempotency-Key, in the module's own transaction. */
  readonly once: <Output>(
    ctx: C,
    command: Command,
    work: (ctx: C) => Promise<Output>,
  ) => Promise<{ output: Output; isReplay: boolean }>;
}

/**
 * The id in a path.
 * @throws DomainError 404 for a text that is not a UUID, as for an unknown id.
 */
export function idParam<Id extends string>(params: Readonly<Record<string, string>>, name = 'id'): Id {
  const id = parseId<Id>(params[name] ?? '');
  if (id === null) throw notFound();
  return id;
}

export const anyone: Rule<unknown, void> = { name: 'anyone', credentials: 'none', authorize: () => undefined };
export const signedIn: Rule<unknown, void> = { name: 'signed in', credentials: 'required', authorize: () => undefined };
