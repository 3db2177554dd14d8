import { and, qb, eq } from '#platform/database/drizzle.ts';
import type { RowOfSelection } from '#platform/database/query.ts';
import { namesOf, pick } from '#platform/records.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { cardFields, detailFields, hiddenFields } from './fields.ts';

const cardColumns = { ...pick(taskTable, namesOf(cardFields)), blockerCount: taskTable.blockerCount };

/** The columns that a statement returns after changing a task. */
export const ownColumns = { ...cardColumns, ...pick(taskTable, namesOf({ ...detailFields, ...hiddenFields })) };
const ofStatus = { status: statusTable.name, category: statusTable.category };
export const listColumns = { ...cardColumns, ...ofStatus };
export const wholeColumns = { ...ownColumns, ...ofStatus };
export const withStatus = and(
  eq(statusTable.organizationId, taskTable.organizationId),
  eq(statusTable.id, taskTable.statusId),
);

/**
 * The status of one task, for statements that find one: without the limit PostgreSQL may read and join the whole table
 * of statuses, at twice the cost.
 */
export const itsStatus = qb
  .select({ name: statusTable.name, category: statusTable.category })
  .from(statusTable)
  .where(withStatus)
  .limit(1)
  .as('its_status');
/** The columns of one task, with `itsStatus`. */
export const oneTaskColumns = { ...ownColumns, status: itsStatus.name, category: itsStatus.category };

export type CardRow = RowOfSelection<typeof listColumns>;
export type TaskRow = RowOfSelection<typeof wholeColumns>;
