import { publisher } from '#platform/events/event.ts';
import { tasksContract } from './contract.ts';
import { outbox } from './schema.ts';

export const publish = publisher(tasksContract.events, outbox);
