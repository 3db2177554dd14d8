import { hasLostAccess } from '../access/scope.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Logger } from '../observability/logger.ts';
import { end, hasEnded, isStale, type OpenStream } from './open-stream.ts';
import type { OpenStreams } from './open-streams.ts';

/** Keeps what the listeners of open streams may see current. */
export interface FreshAccess {
  /**
   * Reads again whether the listener is signed in and what it may see. Ends the stream if the session or the account has
   * ended, or access to something was lost: the browser reconnects at once and reloads what it shows.
   */
  refresh(stream: OpenStream): Promise<void>;
  /** Reads until it is current. If it cannot be read now, the stream is ended, and the reader resumes later. */
  refreshOrEnd(stream: OpenStream): Promise<void>;
  /** Access of these keys has changed. */
  recheck(keys: readonly string[] | 'all'): void;
}

export function createFreshAccess(open: OpenStreams, log: Logger): FreshAccess {
  async function refresh(stream: OpenStream): Promise<void> {
    const { changes } = stream;
    const { actor, access } = stream.listener;
    const scope = (await access.isSignedIn(actor)) ? await access.scopeOf(actor) : null;
    if (scope !== null && !hasLostAccess(scope, stream.scope)) return open.setScope(stream, scope, changes);
    end(stream);
  }

  return {
    refresh,
    async refreshOrEnd(stream) {
      while (isStale(stream) && !hasEnded(stream)) {
        await refresh(stream).catch((error: unknown) => {
          if (!isDatabaseAway(error)) log.error({ err: error }, 'the permissions of an event stream could not be read');
          stream.socket.destroy();
        });
      }
    },
    recheck(keys) {
      // What cannot be read now is read before the next event.
      for (const stream of open.markStale(keys)) void refresh(stream).catch(() => undefined);
    },
  };
}
