import { z } from 'zod';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { idOf, OrganizationId, TeamId, UserId } from '#platform/ids.ts';

export const organizationRoles = ['owner', 'admin', 'member', 'guest'] as const;
export const teamRoles = ['owner', 'admin', 'member'] as const;
export const positions = ['developer', 'product_owner', 'designer', 'manager', 'other'] as const;
export const visibilities = ['team', 'organization'] as const;
export const editPolicies = ['involved', 'members'] as const;
export const mailStates = ['queued', 'sent', 'failed'] as const;

export const InviteId = idOf<'InviteId'>();
export type InviteId = z.infer<typeof InviteId>;

export const OrganizationRole = z.enum(organizationRoles);
export const TeamRole = z.enum(teamRoles);
export type TeamRole = z.infer<typeof TeamRole>;
export const Position = z.enum(positions);

/** Two to six capitals: it begins the keys of tasks and projects. */
export const Key = z.string().regex(/^[A-Z]{2,6}$/, 'must be 2 to 6 capital letters, such as ENG');
export const Colour = z.string().regex(/^#[0-9a-f]{6}$/, 'must look like #1f8a8a');

const TeamFacts = z.strictObject({
  id: TeamId,
  name: z.string(),
  key: z.string(),
  visibility: z.enum(visibilities),
  editPolicy: z.enum(editPolicies),
  deleteOpenTasks: z.boolean(),
  isArchived: z.boolean(),
});

export const teamsContract = defineContract({
  name: 'teams',
  methods: {
    /** Where a person belongs: the first half of their scope. */
    membershipsOf: {
      kind: 'read',
      input: z.strictObject({ userId: UserId }),
      output: z.array(
        z.strictObject({
          organizationId: OrganizationId,
          role: OrganizationRole,
          teams: z.array(z.strictObject({ teamId: TeamId, role: TeamRole })),
        }),
      ),
    },
    /** What everyone in an organization shares: its settings and its live teams. Null where it is gone. */
    directory: {
      kind: 'read',
      input: z.strictObject({ organizationId: OrganizationId }),
      output: z
        .strictObject({
          id: OrganizationId,
          name: z.string(),
          membersMakeProjects: z.boolean(),
          membersMakeLabels: z.boolean(),
          requireSecondFactor: z.boolean(),
          teams: z.array(TeamFacts),
        })
        .nullable(),
    },
    accessChanges: {
      kind: 'read',
      input: z.strictObject({}),
      output: z.array(z.strictObject({ id: z.number().int(), key: z.string() })),
    },
    /** Those of these people who may read the team's tasks: whom a task may be given to. */
    readersOfTeam: {
      kind: 'read',
      input: z.strictObject({ organizationId: OrganizationId, teamId: TeamId, userIds: z.array(UserId).max(1_000) }),
      output: z.array(UserId),
    },
    /** Those of these people who are in the organization. */
    membersOf: {
      kind: 'read',
      input: z.strictObject({ organizationId: OrganizationId, userIds: z.array(UserId).max(1_000) }),
      output: z.array(z.strictObject({ userId: UserId, role: OrganizationRole })),
    },
    /** Whether an organization would be left without an owner if this person left. */
    isLastOwner: {
      kind: 'read',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({ isLastOwner: z.boolean() }),
    },
    /** Takes a person out of every organization and team. */
    leaveAll: { kind: 'write', input: z.strictObject({ userId: UserId }), output: z.strictObject({}) },
    /** People with whom somebody shares an organization, by name; `after` is the name and id of the last one seen. */
    colleagues: {
      kind: 'read',
      input: z.strictObject({
        userId: UserId,
        q: z.string(),
        after: z.string().nullable(),
        limit: z.number().int().min(1).max(200),
      }),
      output: z.strictObject({ userIds: z.array(UserId), next: z.string().nullable() }),
    },
    areColleagues: {
      kind: 'read',
      input: z.strictObject({ userId: UserId, otherId: UserId }),
      output: z.strictObject({ areColleagues: z.boolean() }),
    },
    /** What is kept here of a person: where they belong. */
    personalData: {
      kind: 'read',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({
        memberships: z.array(
          z.strictObject({
            organizationId: OrganizationId,
            name: z.string(),
            role: OrganizationRole,
            joinedAt: z.string(),
          }),
        ),
      }),
    },
    /** A team for what an import brings; its key is derived from the name. */
    createTeam: {
      kind: 'write',
      input: z.strictObject({ organizationId: OrganizationId, name: z.string() }),
      output: z.strictObject({ teamId: TeamId, key: z.string() }),
    },
    /** The address that an invite is for; null where its token opens nothing any more. */
    invitedAddress: {
      kind: 'read',
      input: z.strictObject({ token: z.string() }),
      output: z.strictObject({ email: z.string() }).nullable(),
    },
    /** Lets a new account in whose address the invite names. */
    acceptInvite: {
      kind: 'write',
      input: z.strictObject({ token: z.string(), userId: UserId }),
      output: z.strictObject({ organizationId: OrganizationId }),
    },
    /** The link of an invite's mail; null where the invite opens nothing any more. The mail worker asks when it sends. */
    inviteLink: {
      kind: 'read',
      input: z.strictObject({ inviteId: InviteId }),
      output: z.strictObject({ url: z.string() }).nullable(),
    },
    /** How an invite's mail went. */
    recordInviteMail: {
      kind: 'write',
      input: z.strictObject({ inviteId: InviteId, mail: z.enum(mailStates) }),
      output: z.strictObject({}),
    },
  },
  events: {
    'organization.created': z.strictObject({ organizationId: OrganizationId, name: z.string(), ownerId: UserId }),
    'organization.changed': z.strictObject({ organizationId: OrganizationId }),
    'organization.deleted': z.strictObject({ organizationId: OrganizationId }),
    'invite.created': z.strictObject({
      inviteId: InviteId,
      email: z.string(),
      organizationName: z.string(),
      invitedBy: z.string(),
    }),
    'member.joined': z.strictObject({ userId: UserId, role: OrganizationRole }),
    'member.left': z.strictObject({ userId: UserId }),
    'member.role-changed': z.strictObject({ userId: UserId, role: OrganizationRole }),
    'team.created': z.strictObject({ teamId: TeamId, name: z.string() }),
    'team.changed': z.strictObject({ teamId: TeamId }),
    'team.deleted': z.strictObject({ teamId: TeamId }),
    'team-member.changed': z.strictObject({ teamId: TeamId, userId: UserId }),
  },
});

export type TeamsApi = ApiOf<typeof teamsContract>;
