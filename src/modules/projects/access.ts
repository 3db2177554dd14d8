import { accessChanges } from '#platform/access/access-changes.ts';
import { accessChange } from './schema.ts';

/** Key: `guest:<id>` for the projects that somebody sees as a guest. */
export const access = accessChanges(accessChange);
