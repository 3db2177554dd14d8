import type { Scope } from '../access/scope.ts';
import type { Clock } from '../clock.ts';
import type { Actor, Call } from '../context.ts';
import type { Logger } from '../observability/logger.ts';
import type { ServerAddress } from './own-address.ts';

/** What the HTTP layer knows of a request before a module handles it. */
export interface RequestContext extends Call {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Logger;
  /** The caller's address, as seen by the outermost trusted proxy. */
  readonly address: string;
  readonly userAgent: string;
  readonly serverAddress: ServerAddress;
}

/** The actor of a request, and a cookie for the reply if one is due. */
export interface Authenticated {
  readonly actor: Actor;
  readonly setCookie?: string;
}

/** Credentials as received: the HTTP layer reads them, auth verifies them. */
export interface Credentials {
  readonly kind: 'cookie' | 'bearer';
  readonly secret: string;
  /** Whether they arrived by HTTPS, for the attributes of a new cookie. */
  readonly isSecure: boolean;
}
