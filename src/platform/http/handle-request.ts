import type { SpanDefinition, Tracing } from '../observability/tracing.ts';
import { inputHashOf } from '../commands/commands.ts';
import { type Context, userIdOf } from '../context.ts';
import { isRefusal } from '../access/authorized.ts';
import { isDatabaseAway } from '../database/database.ts';
import { WaitBudget, withWaitBudget } from '../database/wait-budget.ts';
import { DomainError } from '../errors.ts';
import { isTemporary } from '../failures.ts';
import type { Shared } from './api-options.ts';
import { sourceOf } from './caller-address.ts';
import { checkCredentials } from './credentials.ts';
import { failureResponse } from './failure-response.ts';
import type { HttpContext } from './http-context.ts';
import { identify } from './identify.ts';
import { idempotencyKey, ifMatch, readBody, singleValues } from './read-request.ts';
import { Reply } from './reply.ts';
import type { RequestContext } from './request.ts';
import { logRequest } from './request-log.ts';
import { createRequestState, type RequestState } from './request-state.ts';
import type { HandledRequest, Route, RouteGroup, RuleRequest } from './route.ts';
import { toResponse } from './to-response.ts';
import { validate } from './validate.ts';

/** Handles a request to a route: who asks, whether they may, the handler, the reply, the log line. */
export async function handleRequest<C extends Context>(
  shared: Shared,
  group: RouteGroup<C>,
  route: Route<C>,
  http: HttpContext,
): Promise<Response> {
  const state = createRequestState(shared, group, route, http);
  const { tracing } = shared;
  return tracing === undefined ? handleState(state) : handleTraced(state, tracing);
}

async function handleTraced<C extends Context>(state: RequestState<C>, tracing: Tracing): Promise<Response> {
  const { route, requestId, header } = state;
  const method = route.method.toUpperCase();
  const span: SpanDefinition = {
    name: `${method} ${route.path}`,
    kind: 'server',
    attributes: { 'http.request.method': method, 'http.route': route.path, 'taskuno.request_id': requestId },
    parent: header('traceparent'),
  };
  return tracing.inSpan(span, async (set) => {
    const response = await handleState(state);
    set('http.response.status_code', response.status);
    return response;
  });
}

async function handleState<C extends Context>(state: RequestState<C>): Promise<Response> {
  const startedAt = performance.now();
  const { shared, route } = state;
  const budget = new WaitBudget(shared.databaseDeadlineMs);
  const response = await withWaitBudget(budget, () => answer(state));
  if (route.method !== 'get') noteWrite(state);
  budget.countSingly();
  const durationMs = performance.now() - startedAt;
  shared.onReplied?.({ method: route.method, route: route.path, status: response.status, durationMs });
  logRequest(state, response.status, durationMs);
  return response;
}

/** After the commit, and also after an error: something may have been written before it. */
function noteWrite<C extends Context>({ shared: { replica }, actor }: RequestState<C>): void {
  const userId = userIdOf(actor);
  if (replica && userId !== null) replica.noteWrite(userId);
}

async function answer<C extends Context>(state: RequestState<C>): Promise<Response> {
  try {
    return await runChecks(state, await identify(state));
  } catch (error) {
    const { shared, requestId, http, headers } = state;
    return failureResponse(shared, error, { requestId, instance: http.req.path }, headers);
  }
}

/** Runs the checks in the contract's order: 400/413/415, 401, 404, 403, 422, 412, 409. */
async function runChecks<C extends Context>(state: RequestState<C>, context: RequestContext): Promise<Response> {
  const { group, route, http: exchange, header, headers } = state;
  const { req, env } = exchange;
  const body = route.upload || route.method === 'get' ? undefined : await readBody(route.textBody, req.raw, header);
  const ifVersion = ifMatch(header('if-match'));
  const commandId = idempotencyKey(route, header('idempotency-key'));
  const query = singleValues(req.url);
  const params = req.param() as Record<string, string>;

  checkCredentials(route, group, context.actor);
  const input = { params, query: query.values, body };
  let isAllowed = false;
  const work = async (inCtx: C, current: RequestContext): Promise<unknown> => {
    const allowed = await route.rule.authorize(inCtx, input);
    isAllowed = true;
    const [checkedQuery, checkedBody] = validate([
      { schema: route.query, value: query.checked(), isBody: false },
      { schema: route.upload ? undefined : route.body, value: body, isBody: true },
    ]);
    const http = { context, raw: req.raw, headers, incoming: env?.incoming, outgoing: env?.outgoing };
    const request = { allowed, params, query: checkedQuery, body: checkedBody, ifVersion, http };
    const handled = () =>
      readWhereAllowed(state, current, inCtx, (chosen) =>
        route.handle(chosen, request as HandledRequest<never, never, never, never>),
      );
    return route.upload || route.download ? transfer(state, context, handled) : handled();
  };
  const attempt = (current: RequestContext) => {
    const ctx = group.contextOf(commandId === undefined ? current : { ...current, commandId });
    if (commandId === undefined) return work(ctx, current);
    return workOnce(state, ctx, commandId, input, (inCtx) => work(inCtx, current));
  };
  const result = await attempt(context).catch(async (error: unknown) => {
    if (isAllowed || userIdOf(context.actor) === null || !isRefusal(error)) throw error;
    // Another instance may have given access that this one has not heard of.
    const scope = await state.shared.newestScopeOf(context.actor);
    if (scope === context.scope) throw error;
    return attempt({ ...context, scope });
  });
  return toResponse(state, route, result);
}

/**
 * Runs a read that may be late on the replica, if that has what the caller has written and was told of. Everything else
 * runs on the primary, and so does a read that failed on the replica.
 */
async function readWhereAllowed<C extends Context>(
  { shared, route }: RequestState<C>,
  { actor, scope }: RequestContext,
  ctx: C,
  handle: (ctx: C) => Promise<unknown>,
): Promise<unknown> {
  const { replica } = shared;
  if (!replica) return handle(ctx);
  const userId = userIdOf(actor);
  const organizationIds = scope.organizations.map(({ id }) => id);
  const { db } = ctx;
  if (!route.mayBeLate || !db.replica || !replica.mayServe({ userId, organizationIds })) return handle(ctx);
  return handle({ ...ctx, db: db.replica }).catch((error: unknown) => {
    if (!isTemporary(error)) throw error;
    if (isDatabaseAway(error)) replica.noteAway(error);
    return handle(ctx);
  });
}

/** Runs a route once for each idempotency key. A repeat returns the stored reply, if the caller may still see it. */
async function workOnce<C extends Context>(
  { group, route, http, headers }: RequestState<C>,
  ctx: C,
  commandId: string,
  input: RuleRequest,
  work: (ctx: C) => Promise<unknown>,
): Promise<Reply<unknown>> {
  const inputHash = inputHashOf(`${http.req.method} ${http.req.path}`, input.body ?? null);
  const { output, isReplay } = await group
    .once(ctx, { commandId, inputHash }, async (inCtx) => storedReply(await work(inCtx)))
    .catch(async (error: unknown) => {
      // A conflict of the idempotency key is revealed only to a caller who may use the route.
      if (isAboutKey(error)) await route.rule.authorize(ctx, input);
      throw error;
    });
  if (isReplay) {
    await (route.repeatRule ?? route.rule).authorize(ctx, { ...input, reply: output.body });
    headers['idempotency-replayed'] = 'true';
  }
  return new Reply(output.body, output.extras);
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
