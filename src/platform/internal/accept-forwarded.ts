import type { IncomingMessage } from 'node:http';
import { setPeer } from '../http/peer.ts';
import type { KeyCheck } from './keys.ts';
import { internalHeaders } from './wire.ts';

/** Notes the caller's address of requests that another process of this installation forwarded, by its key. */
export function acceptForwarded(isKey: KeyCheck) {
  return (incoming: IncomingMessage): false => {
    const [key, peer] = [incoming.headers[internalHeaders.key], incoming.headers[internalHeaders.peer]];
    if (typeof key === 'string' && typeof peer === 'string' && isKey(key)) setPeer(incoming, peer);
    return false;
  };
}
