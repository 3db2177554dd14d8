import type { Subscription } from '#platform/events/subscribe.ts';
import type { ProjectsContext } from './context.ts';

/** Projects follow nobody yet. */
export const subscriptions: Subscription<ProjectsContext>[] = [];
