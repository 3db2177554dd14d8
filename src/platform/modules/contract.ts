import type { z } from 'zod';
import type { Call } from '../context.ts';
import type { EventSchemas } from '../events/event.ts';

/** A method of a contract: what goes in and what comes out. */
export interface MethodSchema<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input;
  readonly output: Output;
}

export interface Contract {
  readonly name: string;
  readonly methods: Readonly<Record<string, MethodSchema>>;
  readonly events: EventSchemas;
}

/**
 * The interface behind a contract. Plain data in, plain data out, always asynchronous: whether it is a direct call or
 * goes over HTTP, its callers can't tell.
 */
export type ApiOf<C extends Contract> = {
  readonly [Method in keyof C['methods']]: (
    call: Call,
    input: z.infer<C['methods'][Method]['input']>,
  ) => Promise<z.infer<C['methods'][Method]['output']>>;
};

/** Declares the door of a module: its methods and its events. Everything that others may know of it. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

/** The part of a context that a call to another module carries. */
export function callOf({ actor, requestId, commandId }: Call): Call {
  return commandId === undefined ? { actor, requestId } : { actor, requestId, commandId };
}
