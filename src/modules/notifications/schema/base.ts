import { pgSchema } from '#platform/database/drizzle.ts';

export const notifications = pgSchema('notifications');
