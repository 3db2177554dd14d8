import { createHash } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { type Context as HonoContext, Hono } from 'hono';
import type { z } from 'zod';
import type { Scope } from '../access/scope.ts';
import type { Clock } from '../clock.ts';
import { type Actor, anonymous, type Context, userIdOf } from '../context.ts';
import { isDatabaseAway, isDiskFull } from '../database/database.ts';
import { DomainError, forbidden, notFound, unauthenticated } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';
import { apiContentPolicy, corsHeaders, preflightHeaders, requestIdOf, securityHeaders } from './headers.ts';
import { callerAddress, readJson } from './json-body.ts';
import type { RateLimits } from './rate-limits.ts';
import { etagOf, jsonResponse, problem, problemResponse, Reply } from './reply.ts';
import type { Authenticated, Credentials, RequestContext } from './request.ts';
import type { HandledRequest, Route, RouteGroup } from './route.ts';
import { validate } from './validate.ts';

type Env = { Bindings: Partial<HttpBindings> };
type Exchange = HonoContext<Env>;

export interface ApiOptions {
  readonly groups: readonly RouteGroup[];
  /** Judges credentials; null where they are worth nothing. */
  readonly authenticate: (credentials: Credentials) => Promise<Authenticated | null>;
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly limits: RateLimits;
  readonly publicUrl: string;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: number;
  readonly sessionCookie: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** In tests every reply is parsed by its route's schema, strictly. */
  readonly checksReplies?: boolean;
}

export const apiPrefix = '/api/v1';

/** The API: every module's routes under `/api/v1`, each with its declared rule, in the order of checks of the contract. */
export function createApi(options: ApiOptions): Hono<Env> {
  const app = new Hono<Env>();
  const shared = createShared(options);
  const mounted = options.groups
    .flatMap((group) => group.routes.map((route) => ({ group, route, path: honoPath(route.path) })))
    // A word wins over a parameter in the same place: /tasks/bulk before /tasks/:id.
    .toSorted((a, b) => a.path.replaceAll(':', '~').localeCompare(b.path.replaceAll(':', '~'), 'en'));
  for (const { group, route, path } of mounted) {
    app.on(route.method.toUpperCase(), path, (exchange) => respond(shared, group, route, exchange));
  }
  app.options(`${apiPrefix}/*`, (exchange) => {
    const headers = preflightHeaders(exchange.req.header('origin') ?? null, options.corsOrigins);
    return new Response(null, { status: 204, headers: { ...shared.headers, ...headers } });
  });
  app.all('/api/*', (exchange) => unknownPath(shared, mounted, exchange));
  return app;
}

interface Shared extends ApiOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly origin: string;
}

function createShared(options: ApiOptions): Shared {
  const headers = {
    ...securityHeaders(options.publicUrl),
    'content-security-policy': apiContentPolicy,
    'cache-control': 'no-store',
  };
  return { ...options, headers, origin: new URL(options.publicUrl).origin };
}

function honoPath(path: string): string {
  return apiPrefix + path.replaceAll(/\{(\w+)\}/g, ':$1');
}

async function respond<C extends Context>(
  shared: Shared,
  group: RouteGroup<C>,
  route: Route<C>,
  exchange: Exchange,
): Promise<Response> {
  const startedAt = performance.now();
  const { req } = exchange;
  const requestId = requestIdOf(req.header('x-request-id') ?? null);
  const headers: Record<string, string> = { ...shared.headers, 'x-request-id': requestId };
  Object.assign(headers, corsHeaders(req.header('origin') ?? null, shared.corsOrigins));
  let actor: Actor = anonymous;
  let response: Response;
  try {
    const visit = { shared, group, route, exchange, requestId, headers };
    const context = await identify(visit, (known) => {
      actor = known;
    });
    response = await handle(visit, context);
  } catch (error) {
    response = failure(shared, error, { requestId, instance: req.path }, headers);
  }
  logRequest(shared.log, route, response.status, {
    requestId,
    method: req.method,
    path: req.path,
    userId: userIdOf(actor),
    status: response.status,
    ms: Math.round((performance.now() - startedAt) * 10) / 10,
  });
  return response;
}

interface Visit<C extends Context> {
  readonly shared: Shared;
  readonly group: RouteGroup<C>;
  readonly route: Route<C>;
  readonly exchange: Exchange;
  readonly requestId: string;
  readonly headers: Record<string, string>;
}

/** Reads that succeed are logged at `debug`: they are most of the lines and say the least. */
function logRequest(log: Logger, route: Route<never>, status: number, line: object): void {
  if (status >= 500) log.error(line, 'request');
  else if (status >= 400 || route.method !== 'get') log.info(line, 'request');
  else log.debug(line, 'request');
}

/** Who calls: limits first, then credentials, then what a cookie or a token may not do. */
async function identify<C extends Context>(visit: Visit<C>, onActor: (actor: Actor) => void): Promise<RequestContext> {
  const { shared, route, exchange, requestId, headers } = visit;
  const { req, env } = exchange;
  const address = callerAddress(env?.incoming, req.raw, shared.trustedProxies);
  const credentials = credentialsOf(req.raw, shared.sessionCookie);
  if (credentials === null || route.limit) {
    Object.assign(headers, await shared.limits.take(route.limit ?? 'address', address));
  }
  const authenticated = credentials === null ? null : await shared.authenticate(credentials);
  const actor = authenticated?.actor ?? anonymous;
  if (authenticated?.setCookie !== undefined) headers['set-cookie'] = authenticated.setCookie;
  onActor(actor);
  if (credentials !== null) {
    const userId = userIdOf(actor);
    Object.assign(headers, await shared.limits.take(userId === null ? 'address' : 'user', userId ?? address));
  }
  if (credentials?.kind === 'cookie' && route.method !== 'get') checkOrigin(shared, req.raw);
  const scope = await shared.scopeOf(actor);
  return {
    actor,
    scope,
    requestId,
    address,
    userAgent: (req.header('user-agent') ?? '').slice(0, 500),
    clock: shared.clock,
    log: shared.log,
  };
}

/** The contract's order of checks: 400/413/415, 401, 404, 403, 422, 412, 409. */
async function handle<C extends Context>(visit: Visit<C>, context: RequestContext): Promise<Response> {
  const { shared, group, route, exchange, headers } = visit;
  const { req, env } = exchange;
  const body = route.upload || route.method === 'get' ? undefined : await readJson(req.raw);
  const ifVersion = ifMatch(req.header('if-match'));
  const commandId = idempotencyKey(route, req.header('idempotency-key'));
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
    const http = { context, raw: req.raw, incoming: env?.incoming, outgoing: env?.outgoing };
    const request = { allowed, params, query: checkedQuery, body: checkedBody, ifVersion, http };
    return route.handle(inCtx, request as HandledRequest<never, never, never, never>);
  };
  if (commandId === undefined) return toResponse(shared, route, await work(ctx), headers);

  const inputHash = createHash('sha256')
    .update(`${req.method} ${req.path}\0${JSON.stringify(body ?? null)}`)
    .digest('base64url');
  const { output, isReplay } = await group.once(ctx, { commandId, inputHash }, async (inCtx) =>
    storedReply(await work(inCtx)),
  );
  if (isReplay) headers['idempotency-replayed'] = 'true';
  return toResponse(shared, route, new Reply(output.body, output.extras), headers);
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

function toResponse(shared: Shared, route: Route<never>, result: unknown, headers: Record<string, string>): Response {
  if (result instanceof Response) return result;
  const { body, version, status, headers: extra } = result instanceof Reply ? result : new Reply(result, {});
  const code = status ?? route.reply.status;
  if (version !== undefined) headers['etag'] = etagOf(version);
  Object.assign(headers, extra);
  const schema = code === route.reply.status ? route.reply.body : route.otherReplies?.[code];
  if (schema === undefined) return jsonResponse(code, undefined, headers);
  if (shared.checksReplies) checkReply(route, schema, body);
  return jsonResponse(code, body, headers);
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
  if (error instanceof DomainError) return problemResponse(error, context, headers);
  if (isDatabaseAway(error)) {
    headers['retry-after'] = '2';
    const detail = 'The database is away for a moment. Nothing was lost; try again.';
    return problem({ status: 503, code: 'database-away', detail }, context, headers);
  }
  if (isDiskFull(error)) {
    const detail = 'The disk of the database is full. Reading works; free some space to write again.';
    return problem({ status: 507, code: 'disk-full', detail }, context, headers);
  }
  shared.log.error({ requestId: context.requestId, err: error }, 'request failed');
  const detail = `Something went wrong on our side. Tell your operator this id: ${context.requestId}`;
  return problem({ status: 500, code: 'internal', detail }, context, headers);
}

function credentialsOf(request: Request, cookieName: string): Credentials | null {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    const secret = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    return { kind: 'bearer', secret: secret ?? '' };
  }
  const cookie = request.headers.get('cookie');
  if (cookie === null) return null;
  for (const part of cookie.split(';')) {
    const [name, ...value] = part.trim().split('=');
    if (name === cookieName) return { kind: 'cookie', secret: value.join('=') };
  }
  return null;
}

/** A page of another origin can make the browser send our cookie, but not our Origin. */
function checkOrigin(shared: Shared, request: Request): void {
  const origin = request.headers.get('origin');
  if (origin === shared.origin) return;
  // Behind a proxy or on a loopback port of its own the app may be reached by another name than PUBLIC_URL's.
  if (origin !== null && request.headers.get('sec-fetch-site') === 'same-origin') return;
  throw forbidden('bad-origin', 'This request came from another site. Open the app at its own address and try again.');
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
    throw forbidden('insufficient-scope', 'This token may not do that. Make one with the scope that it needs.');
  }
}

function ifMatch(header: string | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined) {
    throw new DomainError('unreadable', 'bad-if-match', 'If-Match must be an ETag that this API gave, such as "3".');
  }
  return Number(version);
}

function idempotencyKey(route: Route<never>, header: string | undefined): string | undefined {
  if (header === undefined || route.method !== 'post' || route.repeatable === false) return undefined;
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

/** Query parameters by name. One that comes twice is told at the validation, not silently dropped. */
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
      const errors = [...repeated].map((path) => ({ path, message: 'Given twice. Several values go by comma.' }));
      if (errors.length > 0) throw new DomainError('invalid', 'invalid', 'A parameter was given twice.', { errors });
      return values;
    },
  };
}

function unknownPath(
  shared: Shared,
  mounted: readonly { route: Route<never>; path: string }[],
  { req }: Exchange,
): Response {
  const requestId = requestIdOf(req.header('x-request-id') ?? null);
  const headers: Record<string, string> = { ...shared.headers, 'x-request-id': requestId };
  const context = { requestId, instance: req.path };
  const methods = mounted.filter(({ path }) => matches(path, req.path)).map(({ route }) => route.method.toUpperCase());
  if (methods.length === 0) return problemResponse(notFound(), context, headers);
  headers['allow'] = [...new Set(methods)].join(', ');
  const detail = `This address answers ${headers['allow']}.`;
  return problem({ status: 405, code: 'method-not-allowed', detail }, context, headers);
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i]);
}
