import { newId } from './new-id.ts';

/** Keys for what is to happen once, however often it is sent. */
export function createAttempts() {
  let last: { readonly serialized: string; readonly key: string } | null = null;
  return {
    /** The key for what is meant, given as JSON can tell it: another one as soon as something else is meant. */
    keyFor(what: unknown): string {
      const serialized = JSON.stringify(what);
      if (last?.serialized !== serialized) last = { serialized, key: newId() };
      return last.key;
    },
    /** What is meant from here on is another time, even where it says the same. */
    done(): void {
      last = null;
    },
  };
}
