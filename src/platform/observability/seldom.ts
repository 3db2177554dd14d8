/** Calls `act` at most once per `intervalMs`: for conditions of the whole system that are not logged per request. */
export function atMostEvery<Given extends readonly unknown[]>(
  intervalMs: number,
  act: (...args: Given) => void,
): (...args: Given) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (...args) => {
    if (performance.now() - lastAt < intervalMs) return;
    lastAt = performance.now();
    act(...args);
  };
}
