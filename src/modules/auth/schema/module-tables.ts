import { accessChangeTable, commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import { auth } from './base.ts';

export const outbox = outboxTable(auth);
export const inbox = inboxTable(auth);
export const command = commandTable(auth);
export const accessChange = accessChangeTable(auth);
