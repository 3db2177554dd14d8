import type { Call } from '../context.ts';
import { countWait, currentWaitBudget } from '../database/wait-budget.ts';
import type { ApiOf, Contract, MethodSchema } from '../modules/contract.ts';
import { callOf } from '../modules/contract.ts';
import type { Tracing } from '../observability/tracing.ts';
import type { Part } from './part.ts';
import { NoAnswer } from './resilience.ts';
import { errorOf, Failure, internalHeaders, internalPrefix } from './wire.ts';

/** How long work waits that no request waits for, such as a job. */
const defaultTimeoutMs = 30_000;

/**
 * The API of a module in another process: each method is a POST. Its failures are thrown as in process.
 * @throws DomainError 503 `part-away` from a method if the process does not answer in time.
 */
export function bindRemote<C extends Contract>(contract: C, part: Part, tracing: Tracing | undefined): ApiOf<C> {
  const methods = Object.entries(contract.methods).map(([name, schema]) => {
    const path = `${internalPrefix}${contract.name}/${name}`;
    return [name, (call: Call, input: unknown) => callRemote({ part, path, schema, tracing }, callOf(call), input)];
  });
  return Object.fromEntries(methods) as ApiOf<C>;
}

interface RemoteMethod {
  readonly part: Part;
  readonly path: string;
  readonly schema: MethodSchema;
  readonly tracing: Tracing | undefined;
}

async function callRemote(method: RemoteMethod, call: Call, input: unknown): Promise<unknown> {
  const { repeatable } = method.schema;
  const isRepeatable = repeatable === 'always' || (repeatable === 'with-command' && call.commandId !== undefined);
  const body = JSON.stringify({ call, input });
  return countWait(() => method.part.resilience.run(isRepeatable, () => send(method, call, body)));
}

async function send(method: RemoteMethod, call: Call, body: string, keyIndex = 0): Promise<unknown> {
  const { part, path, schema, tracing } = method;
  const remainingMs = currentWaitBudget()?.remainingMs(performance.now()) ?? defaultTimeoutMs;
  const timeoutMs = Math.max(1, Math.ceil(remainingMs));
  const trace = tracing?.current();
  const reply = await answered(
    part.calls.request({
      path,
      method: 'POST',
      headers: {
        authorization: `Bearer ${part.keys[keyIndex] ?? ''}`,
        'content-type': 'application/json',
        'x-request-id': call.requestId,
        [internalHeaders.deadline]: String(timeoutMs),
        ...(trace === undefined ? {} : { traceparent: trace }),
      },
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    }),
  );
  const text = await answered(reply.body.text());
  if (reply.statusCode === 200) return schema.output.parse(JSON.parse(text));
  // During a rotation the other process may know only the previous key.
  if (reply.statusCode === 401 && keyIndex + 1 < part.keys.length) return send(method, call, body, keyIndex + 1);
  const failure = reply.statusCode === 401 ? null : failureIn(text);
  if (failure) throw errorOf(failure);
  throw new Error(`${path} was answered ${reply.statusCode}; the log of ${part.url} may say more`);
}

async function answered<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new NoAnswer(cause);
  }
}

function failureIn(text: string): Failure | null {
  try {
    return Failure.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
