import { DomainError } from '../errors.ts';

declare const proof: unique symbol;

/**
 * Proof that a policy allowed an action. A verb that changes a thing takes `Authorized<Thing, 'edit'>`, so it cannot be
 * called without the check. Only policies create this type.
 */
export type Authorized<Thing, Act extends string> = Thing & { readonly [proof]: Act };

/** Marks a thing as authorized. Only policies call it, after their checks. */
export function authorized<Act extends string, Thing>(thing: Thing): Authorized<Thing, Act> {
  return thing as Authorized<Thing, Act>;
}

/**
 * Whether a policy allows an action, for code that shows or hides something.
 * @throws Any error of the policy that is not a refusal.
 */
export function allows(policy: () => unknown): boolean {
  try {
    policy();
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** As `allows`, for an asynchronous policy. */
export async function allowsAsync(policy: () => Promise<unknown>): Promise<boolean> {
  try {
    await policy();
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** Whether an error says that the caller may not, or may not know of it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof DomainError && (error.kind === 'forbidden' || error.kind === 'not-found');
}
