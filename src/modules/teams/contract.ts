import { z } from 'zod';
import { locales, Person } from '#modules/auth';
import { AppPath } from '#platform/http/fields.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { idOf, OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';

export const organizationRoles = ['owner', 'admin', 'member', 'guest'] as const;
export const teamRoles = ['owner', 'admin', 'member'] as const;
export const positions = ['developer', 'product_owner', 'designer', 'manager', 'other'] as const;
export const visibilities = ['team', 'organization'] as const;
export const editPolicies = ['involved', 'members'] as const;
/** The state of an invite's mail; `off` if no mail is sent and the link must be handed over. */
export const mailStates = ['queued', 'sent', 'failed', 'off'] as const;
export const inviteOutcomes = ['accepted', 'declined', 'revoked'] as const;
export const joinRequestStates = ['open', 'accepted', 'declined', 'withdrawn'] as const;

export const InviteId = idOf<'InviteId'>();
export type InviteId = z.infer<typeof InviteId>;

export const JoinRequestId = idOf<'JoinRequestId'>();
export type JoinRequestId = z.infer<typeof JoinRequestId>;

export const OrganizationRole = z.enum(organizationRoles);
export const TeamRole = z.enum(teamRoles);
export type TeamRole = z.infer<typeof TeamRole>;
export const Position = z.enum(positions);

/** Two to six capital letters: the prefix of task and project keys. */
export const Key = z.string().regex(/^[A-Z]{2,6}$/, 'must be 2 to 6 capital letters, such as ENG');
export const Colour = z.string().regex(/^#[0-9a-f]{6}$/, 'must look like #1f8a8a');

/** Days of the week by ISO 8601. */
export const Weekday = z.number().int().min(1).max(7).describe('1 is Monday, 7 Sunday (ISO 8601).');

export const Organization = z
  .strictObject({
    id: OrganizationId,
    name: z.string(),
    slug: z.string(),
    logoUrl: AppPath.nullable(),
    listed: z.boolean(),
    membersMakeProjects: z.boolean(),
    membersMakeLabels: z.boolean(),
    requireSecondFactor: z.boolean(),
    defaultTeamId: TeamId.nullable().describe('Team that new members, except guests, are added to.'),
    weekStart: Weekday,
    locale: z.enum(locales),
    workingDays: z.array(Weekday),
    /** True if the organization requires a second factor that this session lacks: its content is hidden. */
    waitsForSecondFactor: z.boolean(),
    myRole: OrganizationRole,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Organization' });
export type Organization = z.infer<typeof Organization>;

export const Team = z
  .strictObject({
    id: TeamId,
    organizationId: OrganizationId,
    name: z.string(),
    key: Key,
    colour: Colour,
    description: z.string(),
    visibility: z.enum(visibilities),
    editPolicy: z.enum(editPolicies),
    deleteOpenTasks: z.boolean(),
    archivedAt: z.iso.datetime().nullable(),
    myRole: TeamRole.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

/** An organization as an operator sees it. */
export const OrganizationSummary = z
  .strictObject({
    id: OrganizationId,
    name: z.string(),
    slug: z.string(),
    members: z.number().int(),
    teams: z.number().int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'OrganizationSummary' });
export type OrganizationSummary = z.infer<typeof OrganizationSummary>;

const InviteFacts = z.strictObject({
  inviteId: InviteId,
  email: z.string(),
  organizationName: z.string(),
  invitedBy: z.string(),
});

const TeamFacts = z.strictObject({
  id: TeamId,
  name: z.string(),
  key: z.string(),
  visibility: z.enum(visibilities),
  editPolicy: z.enum(editPolicies),
  deleteOpenTasks: z.boolean(),
  isArchived: z.boolean(),
});

/** A person's permissions for projects, from the policies of projects. */
export const ProjectPermissions = z.strictObject({
  makeProjects: z.boolean(),
  project: z
    .strictObject({
      projectId: ProjectId,
      change: z.boolean().describe('Change fields, status, teams, guests and milestones.'),
      postUpdate: z.boolean(),
      delete: z.boolean(),
    })
    .nullable(),
});
export type ProjectPermissions = z.infer<typeof ProjectPermissions>;

/** A person's permissions for tasks, from the policies of tasks. */
export const TaskPermissions = z.strictObject({
  makeLabels: z.boolean(),
  importTasks: z.boolean(),
  team: z
    .strictObject({
      createTasks: z.boolean(),
      editEveryTask: z.boolean().describe('If false, only tasks in which they are involved.'),
      deleteEveryTask: z.boolean().describe('If false, only tasks that they created.'),
    })
    .nullable(),
});
export type TaskPermissions = z.infer<typeof TaskPermissions>;

/** What the permissions are for: the organization, and optionally a team and a project of it. */
export const AskedPermissions = z.strictObject({
  organizationId: OrganizationId,
  teamId: TeamId.nullable(),
  projectId: ProjectId.nullable(),
});
export type AskedPermissions = z.infer<typeof AskedPermissions>;

export const Permissions = z
  .strictObject({
    organizationId: OrganizationId,
    role: OrganizationRole,
    organization: z.strictObject({
      seeMembers: z.boolean().describe('See members, chart and teams; false for guests.'),
      changeSettings: z.boolean(),
      manageMembers: z
        .boolean()
        .describe('Change role, position, title and manager of others, remove them, answer join requests.'),
      manageOwners: z.boolean().describe('Add and remove owners, transfer ownership.'),
      invite: z.boolean(),
      makeTeams: z.boolean(),
      makeProjects: z.boolean(),
      makeLabels: z.boolean(),
      importTasks: z.boolean(),
      delete: z.boolean(),
    }),
    team: z
      .strictObject({
        teamId: TeamId,
        role: TeamRole.nullable(),
        read: z.boolean(),
        createTasks: z.boolean(),
        editEveryTask: z.boolean().describe('If false, only tasks in which they are involved.'),
        deleteEveryTask: z.boolean().describe('If false, only tasks that they created.'),
        changeSettings: z.boolean().describe('Settings, members, archive.'),
        invite: z.boolean(),
        manageOwners: z.boolean().describe('Add and remove owners, delete the team.'),
      })
      .nullable()
      .describe('Permissions in the given team; null if the caller can’t access it.'),
    project: ProjectPermissions.shape.project.describe(
      'Permissions in the given project; null if the caller can’t access it.',
    ),
  })
  .meta({ id: 'Permissions', description: 'What the caller is allowed to do.' });
export type Permissions = z.infer<typeof Permissions>;

export const Member = z
  .strictObject({
    userId: UserId,
    user: Person,
    role: OrganizationRole,
    position: Position,
    title: z.string(),
    managerId: UserId.nullable(),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

/** What the browser app needs first: a person's organizations and teams, and more about one of the teams. */
export const Start = z.strictObject({
  organizations: pageOf(Organization),
  teams: pageOf(Team),
  permissions: Permissions.nullable().describe('In the given team and its organization; null without one.'),
  members: pageOf(Member).nullable().describe('Of the team’s organization; null for guests.'),
});
export type Start = z.infer<typeof Start>;

/** The tables of an export: rows before those that they refer to. */
export const exportedTeamTables = ['team-members', 'members', 'teams', 'organization'] as const;

export const teamsContract = defineContract({
  name: 'teams',
  methods: {
    /** A person's memberships: the first part of their scope. */
    membershipsOf: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.array(
        z.strictObject({
          organizationId: OrganizationId,
          role: OrganizationRole,
          teams: z.array(z.strictObject({ teamId: TeamId, role: TeamRole })),
        }),
      ),
    },
    /** An organization's settings and existing teams, the same for all members. Null if it does not exist. */
    directory: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId }),
      output: z
        .strictObject({
          id: OrganizationId,
          name: z.string(),
          membersMakeProjects: z.boolean(),
          membersMakeLabels: z.boolean(),
          requireSecondFactor: z.boolean(),
          weekStart: z.number().int().min(1).max(7),
          locale: z.enum(locales),
          teams: z.array(TeamFacts),
        })
        .nullable(),
    },
    accessChanges: {
      repeatable: 'always',
      input: z.strictObject({}),
      output: z.array(z.strictObject({ id: z.number().int(), key: z.string() })),
    },
    /** The first pages of the caller's organizations and teams, and what belongs to one team that they can read. */
    start: {
      repeatable: 'always',
      input: z.strictObject({ teamId: TeamId.nullable() }),
      output: Start,
    },
    /** Those of these people who may read the team's tasks, and so can be assigned to them. */
    readersOfTeam: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId, teamId: TeamId, userIds: z.array(UserId).max(1_000) }),
      output: z.array(UserId),
    },
    /** Those of these people who are members of the organization. */
    membersOf: {
      repeatable: 'always',
      input: z.strictObject({ organizationId: OrganizationId, userIds: z.array(UserId).max(1_000) }),
      output: z.array(z.strictObject({ userId: UserId, role: OrganizationRole })),
    },
    /** Those of these ids that still exist, including soft-deleted ones; for modules that store them. */
    existing: {
      repeatable: 'always',
      input: z.strictObject({
        organizationIds: z.array(OrganizationId).max(1_000),
        teamIds: z.array(TeamId).max(1_000),
      }),
      output: z.strictObject({ organizationIds: z.array(OrganizationId), teamIds: z.array(TeamId) }),
    },
    /** A page of an organization's rows. For jobs: it checks no permission. */
    exportRows: {
      repeatable: 'always',
      input: z.strictObject({
        organizationId: OrganizationId,
        table: z.enum(exportedTeamTables),
        after: z.array(z.string()).nullable().describe('`next` of the page before; null for the first.'),
      }),
      output: z.strictObject({
        rows: z.array(z.record(z.string(), z.unknown())),
        next: z.array(z.string()).nullable().describe('Null after the last page.'),
      }),
    },
    /** Whether the person is the last owner of an organization. */
    isLastOwner: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({ isLastOwner: z.boolean() }),
    },
    /** Removes a person from every organization and team. */
    leaveAll: { repeatable: 'with-command', input: z.strictObject({ userId: UserId }), output: z.strictObject({}) },
    /** People who share an organization with the caller that the caller can open, by name. */
    colleagues: {
      repeatable: 'always',
      input: z.strictObject({
        q: z.string(),
        cursor: z.string().nullable(),
        limit: z.number().int().min(1).max(200),
      }),
      output: z.strictObject({ userIds: z.array(UserId), nextCursor: z.string().nullable() }),
    },
    areColleagues: {
      repeatable: 'always',
      input: z.strictObject({ otherId: UserId }),
      output: z.strictObject({ areColleagues: z.boolean() }),
    },
    /** A person's data in this module: memberships and join requests. */
    personalData: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({
        memberships: z.array(
          z.strictObject({
            organizationId: OrganizationId,
            name: z.string(),
            role: OrganizationRole,
            position: Position,
            title: z.string(),
            joinedAt: z.string(),
            teams: z.array(z.strictObject({ teamId: TeamId, name: z.string(), role: TeamRole, joinedAt: z.string() })),
          }),
        ),
        joinRequests: z.array(
          z.strictObject({
            organizationId: OrganizationId,
            name: z.string(),
            message: z.string(),
            state: z.enum(joinRequestStates),
            createdAt: z.string(),
          }),
        ),
      }),
    },
    /** Creates a team for an import; its key is derived from the name. */
    createTeam: {
      repeatable: 'with-command',
      input: z.strictObject({
        organizationId: OrganizationId,
        name: z.string(),
        /** Chosen by the caller, who has already stored something under this id. */
        id: TeamId,
      }),
      output: z.strictObject({ teamId: TeamId, key: z.string() }),
    },
    /** The open invite of a token, and whether the token was mailed or shown to the inviter; null if there is none. */
    findInvite: {
      repeatable: 'always',
      input: z.strictObject({ token: z.string() }),
      output: z.strictObject({ inviteId: InviteId, email: z.string(), isMailed: z.boolean() }).nullable(),
    },
    /** Open invites for an address, oldest first. */
    openInvites: {
      repeatable: 'always',
      input: z.strictObject({ email: z.string() }),
      output: z.strictObject({ inviteIds: z.array(InviteId) }),
    },
    /** Accepts an invite for a new account with its address. */
    acceptInvite: {
      repeatable: 'with-command',
      input: z.strictObject({ inviteId: InviteId, userId: UserId }),
      output: z.strictObject({ organizationId: OrganizationId }),
    },
    /**
     * The link for an invite's mail, read when it is sent. Null if the invite is no longer valid; `settled` if it was
     * accepted, declined or revoked.
     */
    inviteLink: {
      repeatable: 'always',
      input: z.strictObject({ inviteId: InviteId }),
      output: z.strictObject({ url: z.string().nullable(), isSettled: z.boolean() }),
    },
    /** All organizations that are not deleted, oldest first, for an operator: the page after `after`. */
    listOrganizations: {
      repeatable: 'always',
      input: z.strictObject({ after: OrganizationId.nullable(), limit: z.number().int().min(1).max(1_000) }),
      output: z.array(OrganizationSummary),
    },
    /** The organization with this id or slug. @throws DomainError 404 `not-found`. */
    findOrganization: {
      repeatable: 'always',
      input: z.strictObject({ idOrSlug: z.string() }),
      output: OrganizationSummary,
    },
    /** Deletes an organization as its owner does: it can be restored for 30 days. */
    deleteOrganization: { input: z.strictObject({ organizationId: OrganizationId }), output: z.strictObject({}) },
    /** Purges organizations and teams that were deleted 30 days ago, or only counts them. */
    purgeDue: {
      input: z.strictObject({ dryRun: z.boolean() }),
      output: z.strictObject({ organizations: z.number().int(), teams: z.number().int() }),
    },
    /** Records the state of an invite's mail. */
    recordInviteMail: {
      repeatable: 'always',
      input: z.strictObject({ inviteId: InviteId, mail: z.enum(mailStates) }),
      output: z.strictObject({}),
    },
  },
  events: {
    'organization.created': z.strictObject({ organizationId: OrganizationId, name: z.string(), ownerId: UserId }),
    'organization.changed': z.strictObject({ organizationId: OrganizationId }),
    'organization.deleted': z.strictObject({
      organizationId: OrganizationId,
      name: z.string(),
      ownerIds: z.array(UserId),
      purgeAt: z.string(),
    }),
    'organization.restored': z.strictObject({ organizationId: OrganizationId }),
    /** It was purged here: every other module deletes its own rows of it. */
    'organization.purged': z.strictObject({ organizationId: OrganizationId }),
    'invite.created': InviteFacts,
    'invite.resent': InviteFacts,
    'invite.changed': z.strictObject({ inviteId: InviteId }),
    'invite.declined': z.strictObject({
      inviteId: InviteId,
      email: z.string(),
      organizationName: z.string(),
      invitedBy: UserId,
    }),
    'join-request.created': z.strictObject({
      joinRequestId: JoinRequestId,
      userId: UserId,
      organizationName: z.string(),
      message: z.string(),
      /** The organization's owners and admins, who decide. */
      adminIds: z.array(UserId),
    }),
    'join-request.decided': z.strictObject({
      joinRequestId: JoinRequestId,
      userId: UserId,
      organizationName: z.string(),
      state: z.enum(joinRequestStates),
    }),
    'member.joined': z.strictObject({
      userId: UserId,
      role: OrganizationRole,
      organizationName: z.string().optional(),
      memberName: z.string().optional(),
      /** The organization's owners and admins, who are notified. */
      adminIds: z.array(UserId).optional(),
    }),
    /**
     * `heirId` is the successor, who gets the open tasks; null leaves them unassigned. The name stays, because events of
     * earlier releases may still be waiting.
     */
    'member.left': z.strictObject({ userId: UserId, heirId: UserId.nullable() }),
    'member.role-changed': z.strictObject({ userId: UserId, role: OrganizationRole, before: OrganizationRole }),
    'member.changed': z.strictObject({ userId: UserId }),
    'team.created': z.strictObject({ teamId: TeamId, name: z.string() }),
    'team.changed': z.strictObject({ teamId: TeamId }),
    'team.deleted': z.strictObject({ teamId: TeamId }),
    'team.restored': z.strictObject({ teamId: TeamId }),
    /** It was purged here: every other module deletes its own rows of it. */
    'team.purged': z.strictObject({ teamId: TeamId }),
    'team-member.changed': z.strictObject({
      teamId: TeamId,
      userId: UserId,
      /** Of somebody who is new in the team. */
      joined: z
        .strictObject({
          teamName: z.string(),
          memberName: z.string(),
          role: TeamRole,
          /** The team's owners and admins, who are notified, without those who hear that the person joined. */
          adminIds: z.array(UserId),
        })
        .optional(),
    }),
  },
});

export type TeamsApi = ApiOf<typeof teamsContract>;
