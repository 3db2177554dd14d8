/** Calls `act` at most once per `intervalMs`: for conditions of the whole system that are not logged per request. */
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
