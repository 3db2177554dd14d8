/** Bounds the requests to each host, so that a slow or dead one takes few of the workers. */
export interface HostLimits {
  /** Takes a turn; `release` it after the request. If the host is busy: when to try again. */
  take(host: string): { readonly release: () => void } | { readonly retryAfterSeconds: number };
}

interface Host {
  active: number;
  /** How long the last request took. */
  lastMs: number;
  /** When the next turn that is not yet promised to a waiting request becomes free. */
  nextTurnAt: number;
}

const minWaitMs = 1_000;
const maxWaitMs = 600_000;

/**
 * At most `maxActive` requests to a host at a time in this process. Those that have to wait are each given a turn of
 * their own, so that a long row of them does not come back at once and again and again.
 */
export function createHostLimits(maxActive = 2, now: () => number = () => performance.now()): HostLimits {
  const hosts = new Map<string, Host>();
  return {
    take(name) {
      const at = now();
      const host = hosts.get(name) ?? { active: 0, lastMs: 0, nextTurnAt: at };
      hosts.set(name, host);
      if (host.active >= maxActive) {
        host.nextTurnAt = Math.max(at, host.nextTurnAt) + Math.max(minWaitMs, host.lastMs) / maxActive;
        return { retryAfterSeconds: Math.min(maxWaitMs, Math.max(minWaitMs, host.nextTurnAt - at)) / 1_000 };
      }
      host.active += 1;
      return {
        release() {
          host.active -= 1;
          host.lastMs = now() - at;
          if (host.active === 0 && host.nextTurnAt <= now()) hosts.delete(name);
        },
      };
    },
  };
}
