import { publisher } from '#platform/events/event.ts';
import { authContract } from './contract.ts';
import { outbox } from './schema.ts';

export const publish = publisher(authContract.events, outbox);
