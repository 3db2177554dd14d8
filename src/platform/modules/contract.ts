import type { z } from 'zod';
import type { Call } from '../context.ts';
import type { EventSchemas } from '../events/event.ts';

/** A method of a contract: its input and its output. */
export interface MethodSchema<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input;
  readonly output: Output;
  /**
   * Whether a call may be repeated if it is unknown what became of it: `always`, or `with-command` if it carries a
   * command id. Default: never.
   */
  readonly repeatable?: 'always' | 'with-command';
}

export interface Contract {
  readonly name: string;
  readonly methods: Readonly<Record<string, MethodSchema>>;
  readonly events: EventSchemas;
}

/**
 * The API of a contract: plain data in and out, always asynchronous, so that callers do not depend on whether it is a
 * direct call or goes over HTTP.
 */
export type ApiOf<C extends Contract> = {
  readonly [Method in keyof C['methods']]: (
    call: Call,
    input: z.infer<C['methods'][Method]['input']>,
  ) => Promise<z.infer<C['methods'][Method]['output']>>;
};

/** Declares a module's public API: its methods and events. Other modules know nothing else of it. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

/** The part of a context that is passed with a call to another module. */
export function callOf({ actor, requestId, commandId }: Call): Call {
  return commandId === undefined ? { actor, requestId } : { actor, requestId, commandId };
}
