import {
  bigint,
  boolean,
  date,
  index,
  instant,
  integer,
  primaryKey,
  smallint,
  unique,
  uuid,
} from '#platform/database/drizzle.ts';
import type { ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { StatusId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';

/**
 * What a change of a task adds to or subtracts from the tallies: written by triggers (migrations/tasks/*_tallies.sql)
 * in the same transaction and added up later. Rows are only inserted, so that no change waits for another.
 */
export const tallyChangeTable = tasks.table(
  'tally_change',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    id: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    projectId: uuid().$type<ProjectId>(),
    statusId: uuid().$type<StatusId>().notNull(),
    assigneeId: uuid().$type<UserId>(),
    isArchived: boolean().notNull(),
    estimate: integer().notNull(),
    createdAt: instant().notNull(),
    startedAt: instant(),
    completedAt: instant(),
    /** 1 for the task after the change, -1 for the task before it. */
    sign: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId, table.id] })],
);

/** Teams whose tallies include all of their tasks. Tallies of other teams are counted before they are read. */
export const tallyTeamTable = tasks.table(
  'tally_team',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    countedAt: instant().notNull(),
    /** Changes whenever a tally of the team changes. */
    version: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId] })],
);

/** Tasks that are neither deleted nor archived, by status and assignee, with their estimates in minutes. */
export const tallyWorkTable = tasks.table(
  'tally_work',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    statusId: uuid().$type<StatusId>().notNull(),
    assigneeId: uuid().$type<UserId>(),
    tasks: integer().notNull(),
    estimate: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    unique('tally_work_key')
      .on(table.organizationId, table.teamId, table.statusId, table.assigneeId)
      .nullsNotDistinct(),
  ],
);

/**
 * How many tasks of a team were created and done in each quarter of an hour: in every time zone days start at a
 * quarter.
 */
export const tallyPeriodTable = tasks.table(
  'tally_period',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    quarter: instant().notNull(),
    created: integer().notNull(),
    done: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId, table.quarter] })],
);

/**
 * The same for a project's tasks, by their current status, including archived ones. The row of `-infinity` has the sums
 * of all time and a version that changes whenever a tally of this project, team and status changes.
 */
export const tallyProjectTable = tasks.table(
  'tally_project',
  {
    organizationId: organizationId(),
    projectId: uuid().$type<ProjectId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    statusId: uuid().$type<StatusId>().notNull(),
    quarter: instant().notNull(),
    created: integer().notNull(),
    done: integer().notNull(),
    version: uuid(),
  },
  (table) => [
    primaryKey({
      columns: [table.organizationId, table.projectId, table.teamId, table.statusId, table.quarter],
    }),
    index('tally_project_team').on(table.organizationId, table.teamId),
  ],
);

/**
 * How long done tasks took, in tenths of an hour rounded to three digits: how many in each period of one or seven UTC
 * days, so that twelve weeks are summed from few rows.
 */
export const tallyCycleTable = tasks.table(
  'tally_cycle',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    days: smallint().notNull(),
    firstDay: date({ mode: 'string' }).notNull(),
    tenths: integer().notNull(),
    tasks: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId, table.days, table.firstDay, table.tenths] })],
);
