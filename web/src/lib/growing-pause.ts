const calmMs = 1_000;

/** The pause doubles while calls continue, and begins anew a second after the last one has ended. */
export function growingPause(shortestMs: number, longestMs: number): () => number {
  let pauseMs = shortestMs;
  let endsAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = Date.now();
    pauseMs = now < endsAt + calmMs ? Math.min(pauseMs * 2, longestMs) : shortestMs;
    endsAt = now + pauseMs;
    return pauseMs;
  };
}
