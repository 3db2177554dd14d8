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
