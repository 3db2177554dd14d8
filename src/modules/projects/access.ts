import { accessChanges } from '#platform/access/access-changes.ts';
import { accessChange } from './schema.ts';

/** Keys: `guest:<id>` for the projects that somebody sees as a guest, `deleted-projects:<organization>`. */
export const access = accessChanges(accessChange);
