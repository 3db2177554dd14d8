const longestPauseMs = 15_000;

/** Runs something that the page needs to start, until it succeeds. @param onFailure Called after each failure. */
export async function untilDone(work: () => Promise<void>, onFailure: () => void): Promise<void> {
  for (let pauseMs = 1_000; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await work();
    } catch {
      onFailure();
    }
    await pauseOrOnline(pauseMs);
  }
}

function pauseOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const retry = () => {
      clearTimeout(timer);
      window.removeEventListener('online', retry);
      resolve();
    };
    const timer = setTimeout(retry, ms);
    window.addEventListener('online', retry);
  });
}
