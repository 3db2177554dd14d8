import type { Priority } from '../../api/types.ts';

/** From the highest to none, as lists and menus show them. */
export const priorities = ['urgent', 'high', 'medium', 'low', 'none'] as const satisfies readonly Priority[];
