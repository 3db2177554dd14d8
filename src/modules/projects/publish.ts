import { publisher } from '#platform/events/event.ts';
import { projectsContract } from './contract.ts';
import { outbox } from './schema.ts';

export const publish = publisher(projectsContract.events, outbox);
