import { createSignal, useSignal } from '../lib/signal.ts';

const words = createSignal('');

/** Announces a text to screen readers. */
export function announce(text: string): void {
  // A repeated text would not be announced.
  words.set(words.get() === text ? `${text}\u00a0` : text);
}

export function Announcer() {
  return (
    <div aria-live="assertive" aria-atomic className="sr-only">
      {useSignal(words)}
    </div>
  );
}
