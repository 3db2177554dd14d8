import { type Deferred, deferred } from '../../lib/deferred.ts';
import { growingPause } from '../../lib/growing-pause.ts';

const nextPause = growingPause(5_000, 60_000);
let waiting: Deferred<void> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Until a read that failed is worth another try: after a pause, or when the event stream is open again. */
export function nextTry(): Promise<void> {
  if (!waiting) {
    waiting = deferred<void>();
    timer = setTimeout(tryAgain, nextPause());
  }
  return waiting.promise;
}

/** Ends the pause. */
export function tryAgain(): void {
  clearTimeout(timer);
  waiting?.resolve();
  waiting = undefined;
}
