import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Call } from '../context.ts';
import { WaitBudget, withWaitBudget } from '../database/wait-budget.ts';
import type { ApiOf, Contract, MethodSchema } from '../modules/contract.ts';
import type { Logger } from '../observability/logger.ts';
import type { Tracing } from '../observability/tracing.ts';
import type { KeyCheck } from './keys.ts';
import { CallBody, failureOf, internalHeaders, internalPrefix } from './wire.ts';

/** A contract with the API of a module in this process. */
export interface ServedContract {
  readonly contract: Contract;
  readonly run: (method: string, call: Call, input: unknown) => Promise<unknown>;
}

export function servedContract<C extends Contract>(contract: C, api: ApiOf<C>): ServedContract {
  const methods = api as Readonly<Record<string, (call: Call, input: unknown) => Promise<unknown>>>;
  return { contract, run: async (method, call, input) => methods[method]?.(call, input) };
}

export interface CallServerOptions {
  readonly served: readonly ServedContract[];
  readonly isKey: KeyCheck;
  /** The longest time that a call may wait for the database. */
  readonly databaseDeadlineMs: number;
  readonly tracing: Tracing | undefined;
  readonly log: Logger;
  /** In tests: checks what methods return by their schemas. */
  readonly checksOutputs: boolean;
}

interface Method {
  readonly name: string;
  readonly schema: MethodSchema;
  readonly run: (call: Call, input: unknown) => Promise<unknown>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The largest body: files that arrived by mail, in base64. */
const maxBodyBytes = 64 * 1024 * 1024;

/**
 * Answers the calls of other processes to the contracts of this one.
 * @returns a function that handles a request if it is such a call, and says whether it was.
 */
export function serveCalls(options: CallServerOptions) {
  const methods = new Map(options.served.flatMap(methodsOf));

  async function answer(incoming: IncomingMessage): Promise<Answer> {
    if (!options.isKey(bearerOf(incoming))) return refusal(401, 'wrong-internal-key', 'INTERNAL_KEY differs.');
    const method = methods.get((incoming.url ?? '').slice(internalPrefix.length));
    if (!method || incoming.method !== 'POST')
      return refusal(404, 'no-such-method', 'This process has no such method.');
    const text = await readBody(incoming);
    if (text === null) return refusal(413, 'too-large', 'The input is too large.');
    const { call, input } = CallBody.parse(JSON.parse(text));
    const checked = method.schema.input.parse(input);
    const run = () => method.run(call, checked);
    const budget = new WaitBudget(Math.min(options.databaseDeadlineMs, deadlineOf(incoming)));
    const output = await withWaitBudget(budget, () => inSpan(method, incoming, run));
    return { status: 200, body: options.checksOutputs ? method.schema.output.parse(output) : output };
  }

  function inSpan(method: Method, incoming: IncomingMessage, run: () => Promise<unknown>): Promise<unknown> {
    if (!options.tracing) return run();
    const parent = incoming.headers['traceparent'];
    const span = { name: method.name, kind: 'server', parent: typeof parent === 'string' ? parent : null } as const;
    return options.tracing.inSpan(span, run);
  }

  function failed(error: unknown, incoming: IncomingMessage): Answer {
    const failure = failureOf(error);
    if (failure) return { status: failure.kind === 'unavailable' ? 503 : 422, body: failure };
    // The caller gave up before it had sent everything.
    if (!incoming.complete) return refusal(400, 'incomplete', 'The call is incomplete.');
    const isInput = error instanceof z.ZodError;
    const fields = { err: error, requestId: incoming.headers['x-request-id'], path: incoming.url };
    options.log.error(fields, isInput ? 'an internal call has another form than its contract' : 'internal call failed');
    return refusal(500, 'internal', 'The call failed.');
  }

  return (incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
    if (!incoming.url?.startsWith(internalPrefix)) return false;
    void answer(incoming)
      .catch((error: unknown) => failed(error, incoming))
      .then(({ status, body }) => {
        if (!outgoing.closed) send(outgoing, status, body);
      });
    return true;
  };
}

function methodsOf({ contract, run }: ServedContract): [string, Method][] {
  return Object.entries(contract.methods).map(([name, schema]) => [
    `${contract.name}/${name}`,
    { name: `${contract.name}.${name}`, schema, run: (call, input) => run(name, call, input) },
  ]);
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

function bearerOf({ headers }: IncomingMessage): string {
  return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

function deadlineOf({ headers }: IncomingMessage): number {
  const ms = Number(headers[internalHeaders.deadline]);
  return ms > 0 ? ms : Infinity;
}

async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(outgoing: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
}
