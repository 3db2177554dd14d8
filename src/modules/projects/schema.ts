import {
  type AnyColumn,
  date,
  foreignKey,
  index,
  instant,
  integer,
  oneOf,
  pgSchema,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import { accessChangeTable, commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import { type MilestoneId, projectHealths, projectStatuses, type ProjectUpdateId } from './contract.ts';

export const projects = pgSchema('projects');

export const projectTable = projects.table(
  'project',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    id: uuid().$type<ProjectId>().notNull(),
    name: text().notNull(),
    key: text().notNull(),
    description: text().notNull().default(''),
    status: text({ enum: projectStatuses }).notNull().default('planned'),
    leadId: uuid().$type<UserId>(),
    startDate: date({ mode: 'string' }),
    targetDate: date({ mode: 'string' }),
    colour: text().notNull(),
    /** The health of the last update, stored here so that lists need no look-up. */
    health: text({ enum: projectHealths }),
    createdBy: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
    deletedAt: instant(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('project_id').on(table.id),
    uniqueIndex('project_key').on(table.organizationId, table.key),
    index('project_name').on(table.organizationId, table.name, table.id),
    index('project_deleted')
      .on(table.deletedAt)
      .where(sql`${table.deletedAt} is not null`),
    oneOf('project_status', table.status, projectStatuses),
    oneOf('project_health', table.health, projectHealths),
  ],
);

const ofProject = (table: { organizationId: AnyColumn; projectId: AnyColumn }) =>
  foreignKey({
    columns: [table.organizationId, table.projectId],
    foreignColumns: [projectTable.organizationId, projectTable.id],
  }).onDelete('cascade');

/** Which teams work on a project. */
export const projectTeamTable = projects.table(
  'project_team',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    projectId: uuid().$type<ProjectId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.projectId, table.teamId] }), ofProject(table)],
);

/** Which guests see a project. */
export const projectGuestTable = projects.table(
  'project_guest',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    projectId: uuid().$type<ProjectId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    addedAt: instant()
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.projectId, table.userId] }),
    ofProject(table),
    index('project_guest_user').on(table.userId),
  ],
);

/** A person's favourites. */
export const projectFavouriteTable = projects.table(
  'project_favourite',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    projectId: uuid().$type<ProjectId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    addedAt: instant()
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.projectId, table.userId] }),
    ofProject(table),
    index('project_favourite_user').on(table.userId),
  ],
);

export const milestoneTable = projects.table(
  'milestone',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    id: uuid().$type<MilestoneId>().notNull(),
    projectId: uuid().$type<ProjectId>().notNull(),
    name: text().notNull(),
    date: date({ mode: 'string' }),
    doneAt: instant(),
    /** The date that was already announced; a new date is announced again. */
    toldOf: date({ mode: 'string' }),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('milestone_id').on(table.id),
    index('milestone_project').on(table.organizationId, table.projectId),
    index('milestone_coming')
      .on(table.date)
      .where(sql`${table.doneAt} is null`),
    ofProject(table),
  ],
);

/** A person's report on a project's progress. */
export const projectUpdateTable = projects.table(
  'project_update',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    id: uuid().$type<ProjectUpdateId>().notNull(),
    projectId: uuid().$type<ProjectId>().notNull(),
    health: text({ enum: projectHealths }).notNull(),
    text: text().notNull(),
    authorId: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('project_update_id').on(table.id),
    index('project_update_project').on(table.organizationId, table.projectId, table.id),
    ofProject(table),
    oneOf('project_update_health', table.health, projectHealths),
  ],
);

export const outbox = outboxTable(projects);
export const inbox = inboxTable(projects);
export const command = commandTable(projects);
export const accessChange = accessChangeTable(projects);
