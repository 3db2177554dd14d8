import type { AccessSource } from '../access/cache.ts';
import type { Clock } from '../clock.ts';
import type { Call, Context } from '../context.ts';
import type { Database } from '../database/database.ts';
import type { Subscription } from '../events/subscribe.ts';
import type { RouteGroup } from '../http/route.ts';
import type { Logger } from '../observability/logger.ts';

/** What the composition root gives every module. */
export interface ModuleBase {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Work that a module does by the clock. */
export interface ScheduledJob<C extends Context = Context> {
  readonly name: string;
  /** Five fields, in UTC. */
  readonly cron: string;
  readonly run: (ctx: C) => Promise<void>;
}

/** What a module gives back: the composition root hosts it and knows nothing more of it. */
export interface HostedModule {
  readonly name: string;
  readonly routes: RouteGroup;
  readonly subscriptions: readonly Subscription<Context>[];
  readonly jobs: readonly ScheduledJob[];
  /** The module's context for work that no request began. */
  readonly contextOf: (call: Call) => Context;
  readonly accessSource?: AccessSource;
}

/**
 * Binds a module's own context to what it declares, so that the root may treat all modules alike: every handler gets
 * the context that the module itself makes.
 */
export function hostModule<C extends Context>(definition: {
  readonly name: string;
  readonly routes: RouteGroup<C>;
  readonly subscriptions: readonly Subscription<C>[];
  readonly jobs: readonly ScheduledJob<C>[];
  readonly contextOf: (call: Call) => C;
  readonly accessSource?: AccessSource;
}): HostedModule {
  // Contexts go in only through `contextOf`, so what comes out is always the module's own kind.
  return definition as unknown as HostedModule;
}
