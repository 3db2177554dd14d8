import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Command } from '../commands/commands.ts';
import { notFound } from '../errors.ts';
import { parseId } from '../ids.ts';
import type { Reply } from './reply.ts';
import type { RequestContext } from './request.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a rule may look at: the body is not validated yet, since 404 and 403 come before 422. */
export interface RuleRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Of a request that is repeated: the body that the first one was answered with. */
  readonly reply?: unknown;
}

/** Who may call a route. `authorize` throws, or gives the proof that the verb wants. */
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

export interface HandledRequest<Allowed, Params, Query, Body> {
  readonly allowed: Allowed;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The version of `If-Match`, where the caller sent one. */
  readonly ifVersion: number | undefined;
  readonly http: HttpRequest;
}

/** The request itself, for the few routes that stream or set cookies. */
export interface HttpRequest {
  readonly context: RequestContext;
  readonly raw: Request;
  /** Of the reply, for a route that writes it itself. */
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
> {
  readonly method: Method;
  /** Under `/api/v1`, unless `root` is set. */
  readonly path: Path;
  readonly summary: string;
  readonly rule: Rule<C, Allowed>;
  /** Who gets the reply again at a repeat, where `rule` no longer lets in once it is done; `rule` itself unless given. */
  readonly repeatRule?: Rule<C, unknown>;
  readonly query?: Query;
  readonly body?: Body;
  /** Read by the handler itself, as a stream: for uploads. */
  readonly upload?: boolean;
  /** Replies with a file, as a stream. */
  readonly download?: boolean;
  readonly reply: ReplySchema<number, Result>;
  /** Further replies that succeed, by status. */
  readonly otherReplies?: Readonly<Record<number, z.ZodType>>;
  /** False where the reply holds a secret: it is never kept for a repeat. */
  readonly repeatable?: boolean;
  /** Tighter limits than the general ones, by name. */
  readonly limit?: 'sign-in' | 'mail';
  /** The personal access token's scope; from module and method unless given. Null refuses every token. */
  readonly tokenScope?: string | null;
  readonly handle: (
    ctx: C,
    request: HandledRequest<Allowed, ParamsOf<Path>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.input<Result> | Reply<z.input<Result>> | Response | void>;
}

/** A route with its types erased: what the edge mounts and the OpenAPI document lists. */
export interface Route<C> extends Omit<
  RouteDefinition<C, string, unknown, z.ZodType, z.ZodType, z.ZodType>,
  'handle' | 'rule' | 'repeatRule'
> {
  readonly rule: Rule<C, unknown>;
  readonly repeatRule?: Rule<C, unknown>;
  readonly handle: (ctx: C, request: HandledRequest<never, never, never, never>) => Promise<unknown>;
}

/** `const route = routeOf<TasksContext>()`: a route of a module. One without a rule does not compile. */
export function routeOf<C>() {
  return <
    const Path extends string,
    Allowed,
    Query extends z.ZodType = z.ZodUndefined,
    Body extends z.ZodType = z.ZodUndefined,
    Result extends z.ZodType = z.ZodUndefined,
  >(
    definition: RouteDefinition<C, Path, Allowed, Query, Body, Result>,
  ): Route<C> => definition as unknown as Route<C>;
}

/** A module's routes with what the edge needs to run them. */
export interface RouteGroup<C extends Context = Context> {
  /** The module's name: the tag in the OpenAPI document. */
  readonly module: string;
  /** `tasks` lets tokens with `tasks:read` and `tasks:write` in. */
  readonly tokenScope: string;
  readonly routes: readonly Route<C>[];
  readonly contextOf: (request: RequestContext) => C;
  /** Runs a change once for its Idempotency-Key, in the module's own transaction. */
  readonly once: <Output>(
    ctx: C,
    command: Command,
    work: (ctx: C) => Promise<Output>,
  ) => Promise<{ output: Output; isReplay: boolean }>;
}

/** The id in a path. What is no UUID is as unknown as a random one. */
export function idParam<Id extends string>(params: Readonly<Record<string, string>>, name = 'id'): Id {
  const id = parseId<Id>(params[name] ?? '');
  if (id === null) throw notFound();
  return id;
}

export const anyone: Rule<unknown, void> = { name: 'anyone', credentials: 'none', authorize: () => undefined };
export const signedIn: Rule<unknown, void> = { name: 'signed in', credentials: 'required', authorize: () => undefined };
