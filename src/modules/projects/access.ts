import { accessChanges } from '#platform/access/access-changes.ts';
import { accessChange } from './schema.ts';

/** Cache keys: `guest:<id>` for a guest's projects, `deleted-projects:<organization>`. */
export const access = accessChanges(accessChange);
