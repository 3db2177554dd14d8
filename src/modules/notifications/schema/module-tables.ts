import { commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import { notifications } from './base.ts';

export const outbox = outboxTable(notifications);
export const inbox = inboxTable(notifications);
export const command = commandTable(notifications);
