/** Calls `act` at most once in so long: what is true of the whole system is not logged for each request. */
export function atMostEvery<Given extends readonly unknown[]>(
  intervalMs: number,
  act: (...given: Given) => void,
): (...given: Given) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (...given) => {
    if (performance.now() - lastAt < intervalMs) return;
    lastAt = performance.now();
    act(...given);
  };
}
