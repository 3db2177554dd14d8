import { sql } from '#platform/database/drizzle.ts';
import type { Category } from '../contract.ts';
import { statusTable } from '../schema/workflow.ts';

/** Work in a status of these categories is still open. */
const openCategories: readonly Category[] = ['todo', 'in_progress'];

export function isOpen(category: Category): boolean {
  return openCategories.includes(category);
}

/** The same in SQL. The status table goes by its own name in the statement. */
export const hasOpenStatus = sql`${statusTable.category} in (${sql.raw(openCategories.map((category) => `'${category}'`).join(', '))})`;
