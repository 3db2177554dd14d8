import { newId } from './new-id.ts';

/** Idempotency keys: one per intended change, however often it is sent. */
export function createAttempts() {
  let last: { readonly serialized: string; readonly key: string } | null = null;
  return {
    /** The key for a change, given as JSON: a different change gets another key. */
    keyFor(what: unknown): string {
      const serialized = JSON.stringify(what);
      if (last?.serialized !== serialized) last = { serialized, key: newId() };
      return last.key;
    },
    /** From here on, the same change is a new one. */
    done(): void {
      last = null;
    },
  };
}
