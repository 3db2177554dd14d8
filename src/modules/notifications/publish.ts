import { publisher } from '#platform/events/event.ts';
import { notificationsContract } from './contract.ts';
import { outbox } from './schema.ts';

export const publish = publisher(notificationsContract.events, outbox);
