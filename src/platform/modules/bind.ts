import type { Call } from '../context.ts';
import type { Tracing } from '../observability/tracing.ts';
import { type ApiOf, callOf, type Contract } from './contract.ts';

/** Provides a module's API to its callers. */
export type Bind = <C extends Contract>(contract: C, api: ApiOf<C>) => ApiOf<C>;

/**
 * Binds in process: a direct call, whose input and output are neither copied nor validated. Only the call data of the
 * caller's context is passed, as it would be over HTTP: never its transaction, database or scope.
 */
export const bindInProcess: Bind = (contract, api) => {
  const methods = Object.keys(contract.methods).map((name) => {
    const method = api[name as keyof typeof api] as (call: Call, input: unknown) => Promise<unknown>;
    return [name, (call: Call, input: unknown) => method(callOf(call), input)];
  });
  return Object.fromEntries(methods) as typeof api;
};

/** Runs every call in a span; where tracing is off, `bind` stays as it is. */
export function bindTraced(tracing: Tracing | undefined, bind: Bind): Bind {
  if (!tracing) return bind;
  return (contract, api) => {
    const bound = bind(contract, api);
    const methods = Object.keys(contract.methods).map((name) => {
      const method = bound[name as keyof typeof bound] as (call: Call, input: unknown) => Promise<unknown>;
      const span = { name: `${contract.name}.${name}` };
      return [name, (call: Call, input: unknown) => tracing.inSpan(span, () => method(call, input))];
    });
    return Object.fromEntries(methods) as typeof bound;
  };
}
