import type { Call } from '../context.ts';
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
