import { publisher } from '#platform/events/event.ts';
import { tasksContract } from './contract.ts';
import { outbox } from './schema/module-tables.ts';

export const publish = publisher(tasksContract.events, outbox);
