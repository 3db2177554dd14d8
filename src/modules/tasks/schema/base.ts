import { pgSchema, uuid } from '#platform/database/drizzle.ts';
import type { OrganizationId } from '#platform/ids.ts';

export const tasks = pgSchema('tasks');

export const organizationId = () => uuid().$type<OrganizationId>().notNull();
