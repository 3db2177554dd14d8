import type { Actor } from '#platform/context.ts';
import type { UserId } from '#platform/ids.ts';
import type { Listener } from '#platform/realtime/open-stream.ts';
import type { NotificationsContext } from '../context.ts';

/** The caller, as streams and presence check again what they may see. */
export function listenerOf({ actor, streamAccess }: NotificationsContext, userId: UserId): Listener {
  return { userId, actor, credentialKey: credentialKeyOf(actor), access: streamAccess };
}

/** The key by which an access change names these credentials, so that a stream closes when they are revoked. */
function credentialKeyOf(actor: Actor): string {
  if (actor.kind === 'token') return `token:${actor.tokenId}`;
  return actor.kind === 'user' ? `session:${actor.sessionId}` : '';
}
