const calmMs = 1_000;

/** Pauses before work that changes ask for: short after calm, and doubled while they go on, so that many cost little. */
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
