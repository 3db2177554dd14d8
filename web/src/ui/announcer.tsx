import { createSignal, useSignal } from '../lib/signal.ts';

const words = createSignal('');

/** Says something to those who listen instead of look. */
export function announce(text: string): void {
  // The same words twice would not be heard the second time.
  words.set(words.get() === text ? `${text}\u00a0` : text);
}

export function Announcer() {
  return (
    <div aria-live="assertive" aria-atomic className="sr-only">
      {useSignal(words)}
    </div>
  );
}
