import { publisher } from '#platform/events/event.ts';
import { authContract } from './contract.ts';
import { outbox } from './schema/module-tables.ts';

export const publish = publisher(authContract.events, outbox);
