import { accessChanges } from '#platform/access/access-changes.ts';
import { accessChange } from './schema.ts';

/** Keys: `session:<sid>`, `person:<id>` for names. */
export const access = accessChanges(accessChange);
