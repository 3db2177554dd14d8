import type { Call } from '../context.ts';
import { type ApiOf, callOf, type Contract } from './contract.ts';

/** Gives a module's interface to those who use it. */
export type Bind = <C extends Contract>(contract: C, api: ApiOf<C>) => ApiOf<C>;

/**
 * In process: a direct call, its input and output neither copied nor checked. Of the caller's context only the call
 * goes over, as it would over HTTP: never its transaction, its database or its scope.
 */
export const bindInProcess: Bind = (contract, api) => {
  const bound = Object.keys(contract.methods).map((name) => {
    const method = api[name as keyof typeof api] as (call: Call, input: unknown) => Promise<unknown>;
    return [name, (call: Call, input: unknown) => method(callOf(call), input)];
  });
  return Object.fromEntries(bound) as typeof api;
};
