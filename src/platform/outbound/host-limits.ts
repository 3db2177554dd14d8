/** Bounds the requests to each host, so that a slow or dead one takes few of the workers. */
export interface HostLimits {
  /** Takes a turn; `release` it after the request. If the host stays busy: when to try again. */
  take(host: string): Promise<Turn | Busy>;
}
export interface Turn {
  readonly release: () => void;
}
export interface Busy {
  readonly retryAfterSeconds: number;
}

interface Host {
  active: number;
  /** How long the last request took. */
  lastMs: number;
  /** When the next turn that is not yet promised to somebody becomes free. */
  nextTurnAt: number;
  readonly waiting: Set<() => void>;
}

export interface HostLimitOptions {
  readonly maxActive?: number;
  /** How long a turn is waited for, unless the host is known to be slow. */
  readonly patienceMs?: number;
  readonly now?: () => number;
}

const minRetryMs = 1_000;
const maxRetryMs = 600_000;

/**
 * At most `maxActive` requests to a host at a time in this process. A further one waits a moment, then is told a time to
 * come back: each another one, so that a long row of them does not return at once and again and again.
 */
export function createHostLimits(options: HostLimitOptions = {}): HostLimits {
  const { maxActive = 4, patienceMs = 1_000, now = () => performance.now() } = options;
  const hosts = new Map<string, Host>();

  function begin(name: string, host: Host): Turn {
    const startedAt = now();
    host.active += 1;
    return {
      release() {
        host.active -= 1;
        host.lastMs = now() - startedAt;
        const [next] = host.waiting;
        if (next) next();
        else if (host.active === 0 && host.nextTurnAt <= now()) hosts.delete(name);
      },
    };
  }

  function postponed(host: Host): Busy {
    const at = now();
    host.nextTurnAt = Math.max(at, host.nextTurnAt) + Math.max(minRetryMs, host.lastMs) / maxActive;
    return { retryAfterSeconds: Math.min(maxRetryMs, Math.max(minRetryMs, host.nextTurnAt - at)) / 1_000 };
  }

  return {
    async take(name) {
      const host = hosts.get(name) ?? { active: 0, lastMs: 0, nextTurnAt: now(), waiting: new Set() };
      hosts.set(name, host);
      if (host.active < maxActive) return begin(name, host);
      if (host.lastMs > patienceMs) return postponed(host);
      return new Promise((resolve) => {
        const stop = (result: () => Turn | Busy) => {
          clearTimeout(timer);
          host.waiting.delete(onTurn);
          resolve(result());
        };
        const onTurn = () => stop(() => begin(name, host));
        const timer = setTimeout(() => stop(() => postponed(host)), patienceMs);
        host.waiting.add(onTurn);
      });
    },
  };
}
