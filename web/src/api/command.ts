import { isProblem, networkProblem } from '../lib/problem.ts';
import { api, body as bodyOf, ifVersion, versioned } from './client.ts';
import type { paths } from './schema.d.ts';

// Changes as data: unlike a call, a command can be stored and sent later.

type Method = 'post' | 'patch' | 'put' | 'delete';
type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path][M] extends { responses: unknown } ? Path : never;
}[keyof paths];

interface Json<Content> {
  readonly content: { readonly 'application/json': Content };
}
type ParamsOf<Operation> = Operation extends { parameters: { path: infer Params } } ? Params : undefined;
type BodyOf<Operation> = Operation extends { requestBody: Json<infer Body> }
  ? Body
  : Operation extends { requestBody?: Json<infer Body> }
    ? Body | undefined
    : undefined;
type ReplyOf<Operation> = Operation extends { responses: { 200: Json<infer Body> } }
  ? Body
  : Operation extends { responses: { 201: Json<infer Body> } }
    ? Body
    : undefined;

/** A request that changes something. `Reply` is the type of its reply. */
export interface Command<Reply = unknown> {
  /** Its idempotency key: however often it is sent, it changes things once. */
  readonly id: string;
  readonly method: Method;
  readonly path: keyof paths;
  readonly params: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Only for the compiler. */
  readonly replyType?: Reply;
}

/** A command, checked against the API's types. @param id Its idempotency key, the same for every attempt. */
export function command<M extends Method, Path extends PathOf<M>>(
  id: string,
  method: M,
  path: Path,
  params: ParamsOf<paths[Path][M]>,
  body?: BodyOf<paths[Path][M]>,
): Command<ReplyOf<paths[Path][M]>> {
  return { id, method, path, params: (params ?? {}) as Command['params'], ...(body === undefined ? {} : { body }) };
}

/** The client for commands, whose parts `command` has checked. */
const request = api.request as unknown as (
  method: Method | 'get',
  path: string,
  init: object,
) => ReturnType<typeof api.request<'get', '/tasks/{id}', { params: { path: { id: string } } }>>;

/** Reads what a command changes at the command's own address. @throws Problem */
export async function readTarget({ path, params }: Command): Promise<Readonly<Record<string, unknown>>> {
  return bodyOf(request('get', path, { params: { path: params } }));
}

/** After this time without a reply the server counts as unreachable. */
const longestReplyMs = 15_000;

/**
 * Sends a command.
 * @param version The version that the change was made of, if it must not overwrite a newer one.
 * @throws Problem for a refusal, `network` if the server can't be reached, or nothing comes that is a reply of it.
 */
export function sendCommand<Reply>(change: Command<Reply>, version: number | null = null): Promise<Reply> {
  return send(change, version, bodyOf) as Promise<Reply>;
}

/** Sends a command whose reply is empty. @returns the version that it created, if the reply tells. @throws Problem */
export async function sendForVersion(change: Command): Promise<number | null> {
  const { version } = await send(change, null, versioned);
  return version ?? null;
}

async function send<Result>(
  { id, method, path, params, body }: Command,
  version: number | null,
  read: (call: ReturnType<typeof request>) => Promise<Result>,
): Promise<Result> {
  const headers = { 'Idempotency-Key': id, ...ifVersion(version).headers };
  const signal = AbortSignal.timeout(longestReplyMs);
  const init = { params: { path: params }, ...(body === undefined ? {} : { body }), headers, signal };
  try {
    return await read(request(method, path, init));
  } catch (error) {
    // Also a reply that broke off or is a proxy's page: the server may have made the change.
    throw isProblem(error) ? error : networkProblem(error);
  }
}
