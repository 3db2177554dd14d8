import { commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import { tasks } from './base.ts';

export const outbox = outboxTable(tasks);
export const inbox = inboxTable(tasks);
export const command = commandTable(tasks);
