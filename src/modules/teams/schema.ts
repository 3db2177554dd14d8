import {
  boolean,
  check,
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
import { locales } from '#modules/auth';
import { folded } from '#platform/database/folding.ts';
import { accessChangeTable, commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import {
  editPolicies,
  type InviteId,
  inviteOutcomes,
  type JoinRequestId,
  joinRequestStates,
  mailStates,
  organizationRoles,
  positions,
  teamRoles,
  visibilities,
} from './contract.ts';

export const teams = pgSchema('teams');

export const organizationTable = teams.table(
  'organization',
  {
    id: uuid().$type<OrganizationId>().primaryKey(),
    name: text().notNull(),
    slug: text().notNull(),
    listed: boolean().notNull().default(false),
    membersMakeProjects: boolean().notNull().default(true),
    membersMakeLabels: boolean().notNull().default(true),
    requireSecondFactor: boolean().notNull().default(false),
    /** New members, except guests, are added to this team. */
    defaultTeamId: uuid().$type<TeamId>(),
    /** Day of the week by ISO 8601: 1 is Monday, 7 Sunday. */
    weekStart: integer().notNull().default(1),
    /** The language of the default workflows of new teams. */
    locale: text({ enum: locales }).notNull().default('en'),
    workingDays: integer().array().notNull().default([1, 2, 3, 4, 5]),
    logoVersion: integer(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
    deletedAt: instant(),
  },
  (table) => [
    uniqueIndex('organization_slug').on(table.slug),
    index('organization_listed')
      .on(table.name, table.id)
      .where(sql`${table.listed} and ${table.deletedAt} is null`),
    index('organization_deleted')
      .on(table.deletedAt)
      .where(sql`${table.deletedAt} is not null`),
    oneOf('organization_locale', table.locale, locales),
    check('organization_week_start', sql`${table.weekStart} between 1 and 7`),
  ],
);

/** Copies of people's names from auth, updated by its events: lists here filter and sort by them. */
export const personTable = teams.table(
  'person',
  {
    userId: uuid().$type<UserId>().primaryKey(),
    name: text().notNull(),
    username: text().notNull(),
    email: text().notNull(),
    avatarUrl: text(),
    /** The version of the account that was copied; an older event changes nothing. */
    version: integer().notNull(),
  },
  (table) => [
    index('person_text').using(
      'gin',
      sql`${folded(sql`${table.name} || ' ' || ${table.username} || ' ' || ${table.email}`)} gin_trgm_ops`,
    ),
  ],
);

export const memberTable = teams.table(
  'member',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizationTable.id, { onDelete: 'cascade' }),
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
    index('member_manager').on(table.organizationId, table.managerId),
    oneOf('member_role', table.role, organizationRoles),
    oneOf('member_position', table.position, positions),
  ],
);

export const teamTable = teams.table(
  'team',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizationTable.id, { onDelete: 'cascade' }),
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

/**
 * Every key that a team of the organization has or had: a key is never reused, so that `ENG-42` always names the same
 * task.
 */
export const usedKeyTable = teams.table(
  'used_key',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizationTable.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.key] })],
);

export const teamMemberTable = teams.table(
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
      foreignColumns: [teamTable.organizationId, teamTable.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.organizationId, table.userId],
      foreignColumns: [memberTable.organizationId, memberTable.userId],
    }).onDelete('cascade'),
    index('team_member_user').on(table.userId),
    oneOf('team_member_role', table.role, teamRoles),
  ],
);

/** The secret of an invite is not stored: it is a digest of id and version with the server's key. */
export const inviteTable = teams.table(
  'invite',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizationTable.id, { onDelete: 'cascade' }),
    id: uuid().$type<InviteId>().notNull(),
    email: text().notNull(),
    role: text({ enum: organizationRoles }).notNull(),
    teamId: uuid().$type<TeamId>(),
    teamRole: text({ enum: teamRoles }),
    createdBy: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** When it was accepted, declined or revoked: from then on it is invalid. */
    closedAt: instant(),
    outcome: text({ enum: inviteOutcomes }),
    acceptedBy: uuid().$type<UserId>(),
    mail: text({ enum: mailStates }).notNull().default('queued'),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('invite_id').on(table.id),
    uniqueIndex('invite_open')
      .on(table.organizationId, sql`lower(${table.email})`)
      .where(sql`${table.closedAt} is null`),
    // For the check whether an address was invited, at its first sign-in.
    index('invite_address')
      .on(sql`lower(${table.email})`)
      .where(sql`${table.closedAt} is null`),
    index('invite_made').on(table.organizationId, table.createdAt),
    index('invite_maker').on(table.createdBy, table.createdAt),
    oneOf('invite_role', table.role, organizationRoles),
    oneOf('invite_mail', table.mail, mailStates),
    oneOf('invite_outcome', table.outcome, inviteOutcomes),
  ],
);

/** A request to join a listed organization. */
export const joinRequestTable = teams.table(
  'join_request',
  {
    organizationId: uuid()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizationTable.id, { onDelete: 'cascade' }),
    id: uuid().$type<JoinRequestId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    message: text().notNull(),
    state: text({ enum: joinRequestStates }).notNull().default('open'),
    createdAt: instant().notNull(),
    decidedAt: instant(),
    decidedBy: uuid().$type<UserId>(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('join_request_id').on(table.id),
    uniqueIndex('join_request_open')
      .on(table.organizationId, table.userId)
      .where(sql`${table.state} = 'open'`),
    index('join_request_user').on(table.userId),
    oneOf('join_request_state', table.state, joinRequestStates),
  ],
);

export const outbox = outboxTable(teams);
export const inbox = inboxTable(teams);
export const command = commandTable(teams);
export const accessChange = accessChangeTable(teams);
