import { administersTeam, isAdmin, isMember, mayManageWebhook } from '../policy.ts';
import { defineMail, defineNotification, toPeople } from './define.ts';

const joinRequested = defineNotification({
  type: 'join-requested',
  group: 'organizations',
  events: ['join-request.created'],
  channels: { email: true, push: true },
  recipients: ({ payload }) => toPeople(...payload.adminIds),
  mayKnow: isAdmin,
  textParams: ({ payload: { organizationName, message } }) => ({ organization: organizationName, message }),
  link: ({ organizationId }) => `/organizations/${organizationId}/requests`,
});

const joinRequestAccepted = defineNotification({
  type: 'join-request-accepted',
  group: 'organizations',
  events: ['join-request.decided'],
  channels: { email: true, push: true },
  recipients: ({ payload: { state, userId } }) => (state === 'accepted' ? [{ userId }] : []),
  mayKnow: 'anyone',
  textParams: ({ payload }) => ({ organization: payload.organizationName }),
  link: ({ organizationId }) => `/organizations/${organizationId}`,
});

const joinRequestDeclined = defineNotification({
  type: 'join-request-declined',
  group: 'organizations',
  events: ['join-request.decided'],
  channels: { email: true, push: true },
  recipients: ({ payload: { state, userId } }) => (state === 'declined' ? [{ userId }] : []),
  mayKnow: 'anyone',
  textParams: ({ payload }) => ({ organization: payload.organizationName }),
  link: () => '/',
});

const memberJoined = defineNotification({
  type: 'member-joined',
  group: 'organizations',
  events: ['member.joined', 'team-member.changed'],
  channels: { email: false, push: false },
  /** Admins of the organization, or of the team that somebody joined. */
  recipients: (event) => {
    if (event.type === 'team-member.changed') return toPeople(...(event.payload.joined?.adminIds ?? []));
    const { userId, adminIds = [] } = event.payload;
    return toPeople(...adminIds.filter((id) => id !== userId));
  },
  mayKnow: (organization, event) =>
    event.type === 'team-member.changed' ? administersTeam(organization, event.payload.teamId) : isAdmin(organization),
  textParams: (event) => {
    if (event.type === 'member.joined') {
      const { memberName = '', organizationName = '', role } = event.payload;
      return { member: memberName, organization: organizationName, role };
    }
    const { teamId, joined } = event.payload;
    return { member: joined?.memberName ?? '', organization: joined?.teamName ?? '', role: joined?.role ?? '', teamId };
  },
  link: ({ organizationId, textParams: { teamId } }) =>
    teamId === undefined ? `/organizations/${organizationId}/members` : `/teams/${teamId}/settings`,
});

const inviteDeclined = defineNotification({
  type: 'invite-declined',
  group: 'organizations',
  events: ['invite.declined'],
  channels: { email: false, push: false },
  recipients: ({ payload }) => [{ userId: payload.invitedBy }],
  mayKnow: isMember,
  textParams: ({ payload: { email, organizationName } }) => ({ email, organization: organizationName }),
  link: ({ organizationId }) => `/organizations/${organizationId}/invitations`,
});

/** The mail has a link of its own, which `teams` gives when the mail is sent. */
const invite = defineMail({
  type: 'invite',
  events: ['invite.created', 'invite.resent'],
  recipients: ({ payload }) => [{ userId: null, address: payload.email }],
  textParams: ({ payload: { email, organizationName, invitedBy, inviteId } }) => ({
    email,
    organization: organizationName,
    actor: invitedBy,
    inviteId,
  }),
  link: () => '/',
});

/** By mail only: the deleted organization no longer appears in the app. */
const organizationDeleted = defineMail({
  type: 'organization-deleted',
  events: ['organization.deleted'],
  recipients: ({ payload }) => toPeople(...payload.ownerIds),
  textParams: ({ payload: { name, purgeAt } }) => ({ organization: name, date: purgeAt }),
  link: () => '/settings/organizations',
});

/** Made by TaskUno, so that it reaches the person who made the webhook, if they still manage webhooks. */
const webhookDisabled = defineNotification({
  type: 'webhook-disabled',
  group: 'organizations',
  events: ['webhook.disabled'],
  channels: { email: true, push: false },
  recipients: ({ payload }) => toPeople(payload.createdBy),
  mayKnow: (organization, { payload: { teamIds } }) => mayManageWebhook(organization, teamIds),
  textParams: ({ payload: { name, reason } }) => ({ webhook: name, ...(reason === 'gone' ? { outcome: 'gone' } : {}) }),
  outcomes: ['gone'],
  includesActor: true,
  link: ({ organizationId }) => `/organizations/${organizationId}/webhooks`,
});

export const organizationNotifications = [
  joinRequested,
  joinRequestAccepted,
  joinRequestDeclined,
  memberJoined,
  inviteDeclined,
  webhookDisabled,
] as const;
export const organizationMails = [invite, organizationDeleted] as const;
