import type { AccessSource } from '../access/cache.ts';
import type { Clock } from '../clock.ts';
import type { Call, Context } from '../context.ts';
import type { Database } from '../database/database.ts';
import type { Subscription } from '../events/subscribe.ts';
import type { RouteGroup } from '../http/route.ts';
import type { Logger } from '../observability/logger.ts';

/** What the composition root passes to every module. */
export interface ModuleBase {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * What the composition root passes to a module: the base, and what its verbs use as it is.
 * @typeParam Own The parts of the context that the module makes itself.
 */
export type PassedTo<C extends Context & { readonly scope: unknown }, Own extends keyof C = never> = ModuleBase &
  Omit<C, keyof Context | 'scope' | Own>;

/** Scheduled work of a module. */
export interface ScheduledJob<C extends Context = Context> {
  readonly name: string;
  /** Five fields, in UTC. */
  readonly cron: string;
  readonly run: (ctx: C) => Promise<void>;
}

/** What a module returns to the composition root, which knows nothing else of it. */
export interface HostedModule {
  readonly name: string;
  readonly routes: RouteGroup;
  readonly subscriptions: readonly Subscription<Context>[];
  readonly jobs: readonly ScheduledJob[];
  /** Creates the module's context for work outside a request. */
  readonly contextOf: (call: Call) => Context;
  readonly accessSource?: AccessSource;
  /** Changes restored rows that must not continue: sessions, and what was due while the server was away. */
  readonly afterRestore?: (ctx: Context) => Promise<void>;
}

/**
 * Binds a module's context type to its handlers, so that the root can treat all modules the same: every handler
 * receives the context that the module created.
 */
export function hostModule<C extends Context>(definition: {
  readonly name: string;
  readonly routes: RouteGroup<C>;
  readonly subscriptions: readonly Subscription<C>[];
  readonly jobs: readonly ScheduledJob<C>[];
  readonly contextOf: (call: Call) => C;
  readonly accessSource?: AccessSource;
  readonly afterRestore?: (ctx: C) => Promise<void>;
}): HostedModule {
  // Contexts are created only by `contextOf`, so handlers always receive the module's own type.
  return definition as unknown as HostedModule;
}
