import { publisher } from '#platform/events/event.ts';
import { teamsContract } from './contract.ts';
import { outbox } from './schema.ts';

export const publish = publisher(teamsContract.events, outbox);
