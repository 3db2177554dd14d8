import { createHash } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context as HonoContext, Hono } from 'hono';
import { parse } from 'hono/utils/cookie';
import { getPath } from 'hono/utils/url';
import type { z } from 'zod';
import type { Scope } from '../access/scope.ts';
import type { Clock } from '../clock.ts';
import { type Actor, anonymous, type Context, userIdOf } from '../context.ts';
import { isCollision, isDatabaseAway, isDiskFull } from '../database/database-errors.ts';
import { WaitBudget, withWaitBudget } from '../database/wait-budget.ts';
import { DomainError, forbidden, notFound, unauthenticated } from '../errors.ts';
import { isOutOfDescriptors, isOutOfSpace } from '../system-error.ts';
import { atMostEvery } from '../observability/seldom.ts';
import type { Logger } from '../observability/logger.ts';
import type { Replied } from '../observability/metrics.ts';
import { apiHeaders, corsHeaders, preflightHeaders, requestIdOf } from './headers.ts';
import { callerAddress, networkOf, sourceOf } from './caller-address.ts';
import { readJson, readText } from './json-body.ts';
import {
  isOwnPage,
  type PublicAddress,
  publicAddress,
  type ServerAddress,
  serverAddressOf,
  sessionCookieFor,
  withoutBase,
} from './own-address.ts';
import type { OpenLimit } from './open-limit.ts';
import type { LimitName, RateLimits } from './rate-limits.ts';
import { etagOf, jsonReply, jsonResponse, problem, problemResponse, Reply } from './reply.ts';
import type { Authenticated, Credentials, RequestContext } from './request.ts';
import type { HeaderReader } from './header-reader.ts';
import type { HandledRequest, Route, RouteGroup } from './route.ts';
import { validate } from './validate.ts';

type Env = { Bindings: Partial<HttpBindings> };
export type HttpContext = HonoContext<Env>;
export type Api = Hono<Env>;

export interface ApiOptions {
  readonly groups: readonly RouteGroup[];
  /** Verifies credentials; null if they are invalid. */
  readonly authenticate: (credentials: Credentials) => Promise<Authenticated | null>;
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  /** Null means no limits. */
  readonly limits: RateLimits | null;
  /** Limits concurrent uploads and downloads. */
  readonly transfers: OpenLimit;
  readonly publicUrl: string;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: number;
  /**
   * A request that waits longer for the database is refused with 503, and its pending statement does not take effect
   * later.
   */
  readonly databaseDeadlineMs: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called after each reply of a route. */
  readonly onReplied?: (replied: Replied) => void;
  /** Answers every path outside the API. */
  readonly fallback: (http: HttpContext) => Response | Promise<Response>;
  /** In tests every reply is validated strictly by its route's schema. */
  readonly checksReplies?: boolean;
}

export const apiPrefix = '/api/v1';

/**
 * Creates the API: every module's routes under `/api/v1`, each with its declared rule, in the contract's order of
 * checks. No route has a wildcard, so a request meets exactly one handler.
 */
export function createApi(options: ApiOptions): Api {
  const shared = createShared(options);
  const app = new Hono<Env>({ getPath: (request) => withoutBase(getPath(request), shared.address.path) });
  const mounted = options.groups
    .flatMap((group) => group.routes.map((route) => ({ group, route, path: honoPath(route.path) })))
    // Literal segments come before parameters: /tasks/bulk before /tasks/:id.
    .toSorted((a, b) => (a.path.replaceAll(':', '~') < b.path.replaceAll(':', '~') ? -1 : 1));
  for (const { group, route, path } of mounted) {
    app.on(route.method.toUpperCase(), path, (http) => respond(shared, group, route, http));
  }
  app.onError((error, { req }) => {
    const requestId = requestIdOf(req.header('x-request-id') ?? null);
    return failure(shared, error, { requestId, instance: req.path }, { ...shared.headers, 'x-request-id': requestId });
  });
  app.notFound((http) => {
    if (!http.req.path.startsWith('/api/')) return options.fallback(http);
    return http.req.method === 'OPTIONS' ? preflight(shared, http) : unknownPath(shared, mounted, http);
  });
  return app;
}

interface Shared extends ApiOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly address: PublicAddress;
  /** Logs a shortage of the whole machine, at most once per minute. */
  readonly logShortage: (error: unknown, requestId: string, message: string) => void;
}

const shortageLogMs = 60_000;

function createShared(options: ApiOptions): Shared {
  const { log, publicUrl } = options;
  const logShortage = atMostEvery(shortageLogMs, (error: unknown, requestId: string, message: string) =>
    log.error({ requestId, err: error }, message),
  );
  return { ...options, headers: apiHeaders(publicUrl), address: publicAddress(publicUrl), logShortage };
}

function honoPath(path: string): string {
  return apiPrefix + path.replaceAll(/\{(\w+)\}/g, ':$1');
}

async function respond<C extends Context>(
  shared: Shared,
  group: RouteGroup<C>,
  route: Route<C>,
  http: HttpContext,
): Promise<Response> {
  const startedAt = performance.now();
  const header = headerReader(http);
  const requestId = requestIdOf(header('x-request-id'));
  const state: RequestState<C> = {
    shared,
    group,
    route,
    http,
    header,
    requestId,
    headers: replyHeaders(shared, requestId, header('origin')),
    actor: anonymous,
  };
  const budget = new WaitBudget(shared.databaseDeadlineMs);
  const response = await withWaitBudget(budget, () => answer(state));
  budget.countSingly();
  const durationMs = performance.now() - startedAt;
  shared.onReplied?.({ method: route.method, route: route.path, status: response.status, durationMs });
  logRequest(state, response.status, durationMs);
  return response;
}

async function answer<C extends Context>(state: RequestState<C>): Promise<Response> {
  try {
    return await handle(state, await identify(state));
  } catch (error) {
    const { shared, requestId, http, headers } = state;
    return failure(shared, error, { requestId, instance: http.req.path }, headers);
  }
}

/** The state of one request while it passes the checks. */
interface RequestState<C extends Context> {
  readonly shared: Shared;
  readonly group: RouteGroup<C>;
  readonly route: Route<C>;
  readonly http: HttpContext;
  readonly header: HeaderReader;
  readonly requestId: string;
  /** The headers of the reply, collected so far. */
  readonly headers: Record<string, string>;
  /** The caller, once identified. */
  actor: Actor;
}

/** Node has already parsed the headers. A request without a connection (in tests) has its own. */
function headerReader({ req, env }: HttpContext): HeaderReader {
  const parsed = env?.incoming?.headers;
  if (!parsed) return (name) => req.raw.headers.get(name);
  return (name) => {
    const value = parsed[name];
    return typeof value === 'string' ? value : null;
  };
}

function replyHeaders(shared: Shared, requestId: string, origin: string | null): Record<string, string> {
  const headers = { ...shared.headers, 'x-request-id': requestId };
  return origin === null ? headers : { ...headers, ...corsHeaders(origin, shared.corsOrigins) };
}

/**
 * Logs the request. Successful reads and heartbeats are logged at `debug`: they are most of the lines and the least
 * useful.
 */
function logRequest<C extends Context>(
  { shared, route, http, requestId, actor }: RequestState<C>,
  status: number,
  durationMs: number,
): void {
  const isQuiet = status < 400 && (route.method === 'get' || route.isHeartbeat === true);
  const level = status >= 500 ? 'error' : isQuiet ? 'debug' : 'info';
  if (!shared.log.isLevelEnabled(level)) return;
  const line = {
    requestId,
    method: http.req.method,
    path: http.req.path,
    userId: userIdOf(actor),
    status,
    ms: Math.round(durationMs * 10) / 10,
  };
  shared.log[level](line, 'request');
}

/** Identifies the caller: first limits, then credentials, then the restrictions of cookies and tokens. */
async function identify<C extends Context>(state: RequestState<C>): Promise<RequestContext> {
  const { shared, route, http, header, requestId } = state;
  const address = callerAddress(http.env?.incoming, header, shared.trustedProxies);
  const serverAddress = serverAddressOf(header, shared.address, shared.trustedProxies);
  const credentials = credentialsOf(header, serverAddress, sessionCookieFor(serverAddress, shared.address.path).name);
  const [source, network] = [sourceOf(address), networkOf(address)];
  if (credentials === null || route.limit) await limit(state, route.limit ?? 'address', source, network);
  if (credentials !== null) {
    const authenticated = await shared.authenticate(credentials);
    state.actor = authenticated?.actor ?? anonymous;
    if (authenticated?.setCookie !== undefined) state.headers['set-cookie'] = authenticated.setCookie;
    const userId = userIdOf(state.actor);
    if (userId === null) await limit(state, 'address', source, network);
    else await limit(state, 'user', userId);
  }
  if (credentials?.kind === 'cookie' && route.method !== 'get') checkOrigin(shared, header, serverAddress);
  return {
    actor: state.actor,
    scope: await shared.scopeOf(state.actor),
    requestId,
    address,
    userAgent: (header('user-agent') ?? '').slice(0, 500),
    serverAddress,
    clock: shared.clock,
    log: shared.log,
  };
}

async function limit<C extends Context>(
  { shared, headers }: RequestState<C>,
  name: LimitName,
  key: string,
  network: string | null = null,
): Promise<void> {
  if (shared.limits) Object.assign(headers, await shared.limits.take(name, key, network));
}

/** Runs the checks in the contract's order: 400/413/415, 401, 404, 403, 422, 412, 409. */
async function handle<C extends Context>(state: RequestState<C>, context: RequestContext): Promise<Response> {
  const { group, route, http: exchange, header, headers } = state;
  const { req, env } = exchange;
  const body = route.upload || route.method === 'get' ? undefined : await readBody(route.textBody, req.raw, header);
  const ifVersion = ifMatch(header('if-match'));
  const commandId = idempotencyKey(route, header('idempotency-key'));
  const query = singleValues(req.url);
  const params = req.param() as Record<string, string>;

  checkCredentials(route, group, context.actor);
  const ctx = group.contextOf(commandId === undefined ? context : { ...context, commandId });
  const work = async (inCtx: C): Promise<unknown> => {
    const allowed = await route.rule.authorize(inCtx, { params, query: query.values, body });
    const [checkedQuery, checkedBody] = validate([
      { schema: route.query, value: query.checked(), isBody: false },
      { schema: route.upload ? undefined : route.body, value: body, isBody: true },
    ]);
    const http = { context, raw: req.raw, headers, incoming: env?.incoming, outgoing: env?.outgoing };
    const request = { allowed, params, query: checkedQuery, body: checkedBody, ifVersion, http };
    const handled = () => route.handle(inCtx, request as HandledRequest<never, never, never, never>);
    return route.upload || route.download ? transfer(state, context, handled) : handled();
  };
  if (commandId === undefined) return toResponse(state, route, await work(ctx));

  const inputHash = createHash('sha256')
    .update(`${req.method} ${req.path}\0${JSON.stringify(body ?? null)}`)
    .digest('base64url');
  const { output, isReplay } = await group
    .once(ctx, { commandId, inputHash }, async (inCtx) => storedReply(await work(inCtx)))
    .catch(async (error: unknown) => {
      // A conflict of the idempotency key is revealed only to a caller who may use the route.
      if (isAboutKey(error)) await route.rule.authorize(ctx, { params, query: query.values, body });
      throw error;
    });
  if (isReplay) {
    const rule = route.repeatRule ?? route.rule;
    await rule.authorize(ctx, { params, query: query.values, body, reply: output.body });
    headers['idempotency-replayed'] = 'true';
  }
  return toResponse(state, route, new Reply(output.body, output.extras));
}

function readBody(isText: boolean | undefined, request: Request, header: HeaderReader): Promise<unknown> {
  return isText ? readText(request, header('content-length')) : readJson(request, header);
}

function isAboutKey(error: unknown): boolean {
  return error instanceof DomainError && ['request-in-progress', 'idempotency-key-reused'].includes(error.code);
}

/** Runs an upload or a download. It holds an open file, so their number is limited. */
async function transfer<C extends Context>(
  { shared, route, actor, http }: RequestState<C>,
  { address }: RequestContext,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const source = sourceOf(address);
  const release = shared.transfers.enter({ userId: userIdOf(actor) ?? source, source });
  // While bytes travel from us to a bucket, the caller's connection is silent: no timeout.
  if (route.upload) http.env?.incoming?.socket.setTimeout(0);
  try {
    return await work();
  } finally {
    release();
  }
}

interface StoredReply {
  readonly body: unknown;
  readonly extras: { version?: number; status?: number };
}

function storedReply(result: unknown): StoredReply {
  if (!(result instanceof Reply)) return { body: result ?? null, extras: {} };
  const extras: StoredReply['extras'] = {};
  if (result.version !== undefined) extras.version = result.version;
  if (result.status !== undefined) extras.status = result.status;
  return { body: result.body ?? null, extras };
}

function toResponse<C extends Context>(
  { shared, headers, header }: RequestState<C>,
  route: Route<never>,
  result: unknown,
): Response | Promise<Response> {
  // This Response was created before the server replaced Node's Response class, so `instanceof` does not recognize it.
  if (result === RESPONSE_ALREADY_SENT) return result as Response;
  if (result instanceof Response) return withHeaders(result, headers);
  const { body, version, status, headers: extra } = result instanceof Reply ? result : new Reply(result, {});
  const code = status ?? route.reply.status;
  if (version !== undefined) headers['etag'] = etagOf(version);
  Object.assign(headers, extra);
  const schema = code === route.reply.status ? route.reply.body : route.otherReplies?.[code];
  if (schema === undefined) return jsonResponse(code, undefined, headers);
  if (shared.checksReplies) checkReply(route, schema, body);
  return jsonReply(code, body, headers, header('accept-encoding'));
}

/** Adds the collected headers, such as a new session cookie, to a route's own Response. Headers of the Response win. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}

function checkReply(route: Route<never>, schema: z.ZodType, body: unknown): void {
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(body)));
  if (!parsed.success)
    throw new Error(`${route.method} ${route.path} replies otherwise than it declares: ${parsed.error.message}`);
}

function failure(
  shared: Shared,
  error: unknown,
  context: { requestId: string; instance: string },
  headers: Record<string, string>,
): Response {
  if (error instanceof DomainError) {
    const { cause } = error.details;
    if (error.kind === 'unavailable' && cause !== undefined) {
      shared.log.warn({ requestId: context.requestId, err: cause }, error.message);
    }
    return problemResponse(error, context, headers);
  }
  if (isDatabaseAway(error)) {
    headers['retry-after'] = '2';
    const detail = 'The database is temporarily unavailable. Try again in a moment.';
    return problem({ status: 503, code: 'database-away', detail }, context, headers);
  }
  if (isCollision(error)) {
    headers['retry-after'] = '1';
    const detail = 'Someone else changed this at the same moment. Nothing was changed. Try again.';
    return problem({ status: 503, code: 'busy', detail }, context, headers);
  }
  if (isDiskFull(error) || isOutOfSpace(error)) {
    shared.logShortage(error, context.requestId, 'the disk is full');
    const detail = 'The disk is full. Reading works, but nothing can be saved until space is freed.';
    return problem({ status: 507, code: 'disk-full', detail }, context, headers);
  }
  if (isOutOfDescriptors(error)) {
    shared.logShortage(error, context.requestId, 'too many open files; raise the limit (ulimit -n)');
    headers['retry-after'] = '5';
    const detail = 'The server has too many open connections and files. Try again in a moment.';
    return problem({ status: 503, code: 'overloaded', detail }, context, headers);
  }
  shared.log.error({ requestId: context.requestId, err: error }, 'request failed');
  const detail = `Something went wrong on the server. Give your administrator this request ID: ${context.requestId}`;
  return problem({ status: 500, code: 'internal', detail }, context, headers);
}

function credentialsOf(header: HeaderReader, { isSecure }: ServerAddress, cookieName: string): Credentials | null {
  const authorization = header('authorization');
  if (authorization !== null) {
    const secret = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    return { kind: 'bearer', secret: secret ?? '', isSecure };
  }
  const cookie = header('cookie');
  if (cookie === null) return null;
  const secret = parse(cookie, cookieName)[cookieName];
  return secret === undefined ? null : { kind: 'cookie', secret, isSecure };
}

/** @throws DomainError 403 `bad-origin`. It names PUBLIC_URL, because the server's own setting may be wrong. */
function checkOrigin({ address, publicUrl }: Shared, header: HeaderReader, serverAddress: ServerAddress): void {
  if (isOwnPage(header, [address.origin, serverAddress.origin])) return;
  const detail = `This request came from another site. Open the app at ${publicUrl}. If that is not its address, set PUBLIC_URL to the correct one.`;
  throw new DomainError('forbidden', 'bad-origin', detail, { publicUrl });
}

function checkCredentials<C extends Context>(route: Route<C>, group: RouteGroup<C>, actor: Actor): void {
  if (route.rule.credentials === 'required' && actor.kind === 'anonymous') throw unauthenticated();
  if (actor.kind !== 'token') return;
  const scope = route.tokenScope === undefined ? group.tokenScope : route.tokenScope;
  const isWrite = route.method !== 'get';
  const isAllowed =
    scope !== null && (actor.scopes.includes(`${scope}:write`) || (!isWrite && actor.scopes.includes(`${scope}:read`)));
  const isAdmin = scope === 'admin' && actor.scopes.includes('admin');
  if (!isAllowed && !isAdmin) {
    throw forbidden(
      'insufficient-scope',
      'This token doesn’t have permission to do this. Create one with the required scope.',
    );
  }
}

const maxVersion = 2_147_483_647;

function ifMatch(header: string | null): number | undefined {
  if (header === null || header === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined) {
    throw new DomainError('unreadable', 'bad-if-match', 'If-Match must be an ETag returned by this API, such as "3".');
  }
  // Versions are 32-bit integers in the database. A larger one was never issued and matches nothing.
  return Math.min(Number(version), maxVersion);
}

function idempotencyKey(route: Route<never>, header: string | null): string | undefined {
  if (header === null || route.method !== 'post' || route.repeatable === false) return undefined;
  if (route.rule.credentials === 'none' || route.upload) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new DomainError(
      'unreadable',
      'bad-idempotency-key',
      'Idempotency-Key must be 1 to 255 visible ASCII characters.',
    );
  }
  return header;
}

/** Query parameters by name. The validation reports a repeated parameter; it is not silently dropped. */
function singleValues(url: string) {
  const start = url.indexOf('?');
  const values: Record<string, string> = {};
  if (start === -1) return { values, checked: () => values };
  const repeated = new Set<string>();
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    if (name in values) repeated.add(name);
    values[name] = value;
  }
  return {
    values,
    checked() {
      const errors = [...repeated].map((path) => ({
        path,
        message: 'Given twice. Separate several values with commas.',
      }));
      if (errors.length > 0) throw new DomainError('invalid', 'invalid', 'A parameter was given twice.', { errors });
      return values;
    },
  };
}

function preflight(shared: Shared, http: HttpContext): Response {
  const headers = preflightHeaders(http.req.header('origin') ?? null, shared.corsOrigins);
  return new Response(null, { status: 204, headers: { ...shared.headers, ...headers } });
}

function unknownPath(
  shared: Shared,
  mounted: readonly { route: Route<never>; path: string }[],
  { req }: HttpContext,
): Response {
  const requestId = requestIdOf(req.header('x-request-id') ?? null);
  const headers: Record<string, string> = { ...shared.headers, 'x-request-id': requestId };
  const context = { requestId, instance: req.path };
  const methods = mounted.filter(({ path }) => matches(path, req.path)).map(({ route }) => route.method.toUpperCase());
  if (methods.length === 0) return problemResponse(notFound(), context, headers);
  headers['allow'] = [...new Set(methods)].join(', ');
  const detail = `Allowed methods: ${headers['allow']}.`;
  return problem({ status: 405, code: 'method-not-allowed', detail }, context, headers);
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const actual = path.split('/');
  return expected.length === actual.length && expected.every((part, i) => part.startsWith(':') || part === actual[i]);
}
