import { DomainError } from '../errors.ts';

declare const proof: unique symbol;

/**
 * Proof that a policy has said yes: a verb that changes a thing takes `Authorized<Thing, 'edit'>`, so it can't be called
 * unchecked. Only policies make one.
 */
export type Authorized<Thing, Act extends string> = Thing & { readonly [proof]: Act };

/** For policies alone: what they return once they have decided. */
export function authorized<Act extends string, Thing>(thing: Thing): Authorized<Thing, Act> {
  return thing as Authorized<Thing, Act>;
}

/** Whether a policy says yes: for those who show or hide by it. Anything but a refusal is thrown on. */
export function allows(policy: () => unknown): boolean {
  try {
    policy();
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** The same for a policy that has to look things up. */
export async function allowsAsync(policy: () => Promise<unknown>): Promise<boolean> {
  try {
    await policy();
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && (error.kind === 'forbidden' || error.kind === 'not-found');
}
