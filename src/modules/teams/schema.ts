import {
  boolean,
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
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import {
  editPolicies,
  type InviteId,
  mailStates,
  organizationRoles,
  positions,
  teamRoles,
  visibilities,
} from './contract.ts';

export const teams = pgSchema('teams');

export const organization = teams.table(
  'organization',
  {
    id: uuid().$type<OrganizationId>().primaryKey(),
    name: text().notNull(),
    slug: text().notNull(),
    listed: boolean().notNull().default(false),
    membersMakeProjects: boolean().notNull().default(true),
    membersMakeLabels: boolean().notNull().default(true),
    requireSecondFactor: boolean().notNull().default(false),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
    deletedAt: instant(),
  },
  (table) => [uniqueIndex('organization_slug').on(table.slug)],
);

/** People's names, copied from auth as its events tell them: lists here filter and sort by them. */
export const person = teams.table('person', {
  userId: uuid().$type<UserId>().primaryKey(),
  name: text().notNull(),
  username: text().notNull(),
  email: text().notNull(),
  /** The version of the account that this copy was made of; an older event changes nothing. */
  version: integer().notNull(),
});

export const member = teams.table(
  'member',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    userId: uuid().$type<UserId>().notNull(),
    role: text({ enum: organizationRoles }).notNull(),
    position: text({ enum: positions }).notNull().default('other'),
    title: text().notNull().default(''),
    managerId: uuid().$type<UserId>(),
    joinedAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.userId] }),
    index('member_user').on(table.userId),
    oneOf('member_role', table.role, organizationRoles),
    oneOf('member_position', table.position, positions),
  ],
);

export const team = teams.table(
  'team',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    id: uuid().$type<TeamId>().notNull(),
    name: text().notNull(),
    key: text().notNull(),
    colour: text().notNull(),
    description: text().notNull().default(''),
    visibility: text({ enum: visibilities }).notNull(),
    editPolicy: text({ enum: editPolicies }).notNull(),
    deleteOpenTasks: boolean().notNull().default(false),
    archivedAt: instant(),
    deletedAt: instant(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('team_id').on(table.id),
    uniqueIndex('team_key').on(table.organizationId, table.key),
    oneOf('team_visibility', table.visibility, visibilities),
    oneOf('team_edit_policy', table.editPolicy, editPolicies),
  ],
);

export const teamMember = teams.table(
  'team_member',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    role: text({ enum: teamRoles }).notNull(),
    joinedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.teamId, table.userId] }),
    foreignKey({
      columns: [table.organizationId, table.teamId],
      foreignColumns: [team.organizationId, team.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.organizationId, table.userId],
      foreignColumns: [member.organizationId, member.userId],
    }).onDelete('cascade'),
    index('team_member_user').on(table.userId),
    oneOf('team_member_role', table.role, teamRoles),
  ],
);

/** The secret of an invite is never kept: it is a digest of id and version under the server's key. */
export const invite = teams.table(
  'invite',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organization.id, { onDelete: 'cascade' }),
    id: uuid().$type<InviteId>().notNull(),
    email: text().notNull(),
    role: text({ enum: organizationRoles }).notNull(),
    teamId: uuid().$type<TeamId>(),
    teamRole: text({ enum: teamRoles }),
    createdBy: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** Accepted, declined or revoked: it opens nothing any more. */
    closedAt: instant(),
    mail: text({ enum: mailStates }).notNull().default('queued'),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('invite_id').on(table.id),
    uniqueIndex('invite_open')
      .on(table.organizationId, sql`lower(${table.email})`)
      .where(sql`${table.closedAt} is null`),
    oneOf('invite_role', table.role, organizationRoles),
    oneOf('invite_mail', table.mail, mailStates),
  ],
);

export const outbox = outboxTable(teams);
export const inbox = inboxTable(teams);
export const command = commandTable(teams);
export const accessChange = accessChangeTable(teams);
