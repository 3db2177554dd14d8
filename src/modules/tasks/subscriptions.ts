import type { Subscription } from '#platform/events/subscribe.ts';
import type { TasksContext } from './context.ts';

export const subscriptions: Subscription<TasksContext>[] = [];
