import { accessChanges } from '#platform/access/access-changes.ts';
import { accessChange } from './schema/module-tables.ts';

/** Cache keys: `session:<sid>` for sessions, `person:<id>` for names. */
export const access = accessChanges(accessChange);
