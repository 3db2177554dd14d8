import type { Scope } from '../access/scope.ts';
import type { Clock } from '../clock.ts';
import type { Actor, Call } from '../context.ts';
import type { Logger } from '../observability/logger.ts';
import type { ReachedAddress } from './own-address.ts';

/** What the edge knows of a request before any module has seen it. */
export interface RequestContext extends Call {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Logger;
  /** The caller's address, past the proxies that are trusted. */
  readonly address: string;
  readonly userAgent: string;
  readonly reached: ReachedAddress;
}

/** As whom a request acts, and the cookie that its reply is to set where one is due. */
export interface Authenticated {
  readonly actor: Actor;
  readonly setCookie?: string;
}

/** Credentials as they came: the edge reads them, auth judges them. */
export interface Credentials {
  readonly kind: 'cookie' | 'bearer';
  readonly secret: string;
  /** Whether they came by HTTPS: a new cookie is made for that. */
  readonly isSecure: boolean;
}
