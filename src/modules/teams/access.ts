import { accessChanges } from '#platform/access/access-changes.ts';
import { accessChange } from './schema.ts';

/**
 * Cache keys: `user:<id>` for memberships and roles, `organization:<id>` for the directory of its teams and settings.
 */
export const access = accessChanges(accessChange);
