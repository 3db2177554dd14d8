import fc from 'fast-check';
import { type Caller, makeCallers, type Send, signInAgain, signUpRoot } from './callers.ts';
import { replyChecker, type SeenReply } from './check-reply.ts';
import { type OpenApi, type Operation, operationsOf } from './document.ts';
import { KnownIds } from './ids.ts';
import { type Plan, plansOf, requestOf, type SentRequest } from './requests.ts';

export interface FuzzOptions {
  readonly document: OpenApi;
  readonly send: Send;
  /** The same seed generates the same requests, except for the ids. */
  readonly seed: number;
  /** The number of rounds with new people, and of requests per operation in each. */
  readonly rounds: number;
  readonly requestsPerRound: number;
  /** Only these operations; all of them if not given. */
  readonly only?: readonly string[];
  readonly onRound?: (round: number, result: FuzzResult) => void;
}

export interface Fault {
  readonly operation: string;
  readonly role: string;
  readonly request: string;
  readonly faults: readonly string[];
}

export interface FuzzResult {
  readonly requests: number;
  readonly statuses: Readonly<Record<number, number>>;
  readonly operations: number;
  /** Operations that succeeded at least once. */
  readonly succeeded: readonly string[];
  readonly faults: readonly Fault[];
}

/** Sends generated requests as six callers and checks each reply against the document. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { document, send, seed, rounds, requestsPerRound, only } = options;
  const check = replyChecker(document);
  const ids = new KnownIds();
  const statuses: Record<number, number> = {};
  const succeeded = new Set<string>();
  const faults: Fault[] = [];
  const root = await signUpRoot(send);
  ids.exclude(root.id);
  const operations = operationsOf(document).filter(({ id }) => only === undefined || only.includes(id));
  const operationPlans = inOrder(operations).map((operation) => ({ operation, plans: plansOf(document, operation) }));
  const result = (): FuzzResult => ({
    requests: Object.values(statuses).reduce((sum, count) => sum + count, 0),
    statuses,
    operations: operations.length,
    succeeded: [...succeeded],
    faults,
  });

  const attempt = async (operation: Operation, callers: readonly Caller[], plan: Plan): Promise<void> => {
    const caller = callerOf(callers, plan.caller);
    const request = requestOf(operation, plan, ids);
    const reply = await send({ ...request, headers: { ...request.headers, ...caller.headers } });
    statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
    if (reply.status < 300) {
      succeeded.add(operation.id);
      learn(ids, operation, reply);
    }
    const wrong = check(operation, reply);
    if (wrong.length > 0)
      faults.push({ operation: operation.id, role: caller.role, request: shown(request), faults: wrong });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  };

  for (let round = 0; round < rounds; round += 1) {
    let callers = await makeCallers(send, root.caller);
    await learnFrom(send, callers, ids);
    for (const { operation, plans } of operationPlans) {
      callers = (await signInAgain(send, callers)) ?? (await makeCallers(send, root.caller));
      const property = fc.asyncProperty(plans, (plan) => attempt(operation, callers, plan));
      // A fault ends the operation's turn; the request is reported as it was sent.
      await fc.check(property, { numRuns: requestsPerRound, seed: seed + round, endOnFailure: true });
    }
    options.onRound?.(round, result());
  }
  return result();
}

const methodOrder = ['POST', 'GET', 'PUT', 'PATCH'];

/**
 * Operations that create go first and those that delete last, accounts at the very end, so that the others find data.
 */
function inOrder(operations: readonly Operation[]): Operation[] {
  const deletions = operations.filter(({ method }) => method === 'DELETE');
  const others = methodOrder.flatMap((method) => operations.filter((operation) => operation.method === method));
  return [...others, ...deletions.toReversed()];
}

/** Weights of the callers, in order: most requests come from those with the most permissions. */
const shares = [2, 6, 3, 2, 2, 1];

function callerOf(callers: readonly Caller[], pick: number): Caller {
  const turns = callers.flatMap((caller, i) => Array.from({ length: shares[i] ?? 1 }, () => caller));
  const caller = turns[pick % turns.length];
  if (!caller) throw new Error('there is nobody to send it');
  return caller;
}

function learn(ids: KnownIds, { path }: Operation, { headers, body }: SeenReply): void {
  if (headers.get('content-type')?.includes('json')) ids.learn(path, JSON.parse(body));
}

/** The data of the callers at the start, so that the first requests find something. */
async function learnFrom(send: Send, callers: readonly Caller[], ids: KnownIds): Promise<void> {
  for (const { headers } of callers) {
    for (const path of ['/organizations', '/teams', '/tasks', '/users']) {
      const reply = await send({ method: 'GET', path, headers, body: null });
      if (reply.status === 200) ids.learn(path, JSON.parse(reply.body));
    }
  }
}

function shown({ method, path, headers, body }: SentRequest): string {
  const bodyText = body instanceof FormData ? `form of ${[...body.keys()].join(', ')}` : (body ?? '');
  return `${method} ${path} ${JSON.stringify(headers)} ${bodyText}`.slice(0, 2_000);
}

/** Sends over HTTP to a server; a stream is read to its first bytes. */
export function sendTo(url: string, document: OpenApi): Send {
  const prefix = document.servers[0]?.url ?? '';
  return async ({ method, path, headers, body }) => {
    const response = await fetch(url + prefix + path, { method, headers, body, redirect: 'manual' });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (isStream) await response.body?.cancel();
    return { status: response.status, headers: response.headers, body: isStream ? '' : await response.text() };
  };
}
