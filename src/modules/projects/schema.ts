import {
  date,
  foreignKey,
  index,
  instant,
  integer,
  oneOf,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import { accessChangeTable, commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import { projectStatuses } from './contract.ts';

export const projects = pgSchema('projects');

export const project = projects.table(
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
    createdBy: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
    deletedAt: instant(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('project_id').on(table.id),
    uniqueIndex('project_key').on(table.organizationId, table.key),
    index('project_created').on(table.organizationId, table.createdAt),
    oneOf('project_status', table.status, projectStatuses),
  ],
);

/** Which teams work on a project. */
export const projectTeam = projects.table(
  'project_team',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    projectId: uuid().$type<ProjectId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.projectId, table.teamId] }),
    foreignKey({
      columns: [table.organizationId, table.projectId],
      foreignColumns: [project.organizationId, project.id],
    }).onDelete('cascade'),
  ],
);

/** Which guests see a project. */
export const projectGuest = projects.table(
  'project_guest',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    projectId: uuid().$type<ProjectId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.projectId, table.userId] }),
    foreignKey({
      columns: [table.organizationId, table.projectId],
      foreignColumns: [project.organizationId, project.id],
    }).onDelete('cascade'),
    index('project_guest_user').on(table.userId),
  ],
);

export const outbox = outboxTable(projects);
export const inbox = inboxTable(projects);
export const command = commandTable(projects);
export const accessChange = accessChangeTable(projects);
