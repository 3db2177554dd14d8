import { pgSchema } from '#platform/database/drizzle.ts';

export const auth = pgSchema('auth');
