import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Invite, InvitedLine } from '../../api/types.ts';
import { keys } from './keys.ts';

const mailPollMs = 3_000;

export const invitesQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.within(organizationId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { limit: 200 } };
      return (await body(api.GET('/organizations/{id}/invites', { params, signal }))).items;
    },
    // No event reports the state of a mail, so it is polled.
    refetchInterval: ({ state }) => (state.data?.some(({ mail }) => mail === 'queued') ? mailPollMs : false),
  });

export interface NewInvites {
  readonly organizationId: string;
  /** Addresses, one per line or separated by commas. */
  readonly lines: string;
  readonly role: Invite['role'];
  readonly teamId?: string;
}

/** Invites everybody on a list, and returns a result for each line. */
export async function inviteAll({ organizationId, ...draft }: NewInvites): Promise<readonly InvitedLine[]> {
  const params = { path: { id: organizationId } };
  const reply = await body(api.POST('/organizations/{id}/invites', { params, body: draft }));
  await readAnew(organizationId);
  return 'items' in reply ? reply.items : [];
}

/** Sends an invite's mail again; the invite is valid for 7 more days. */
export async function resendInvite({ id, organizationId }: Invite): Promise<Invite['mail']> {
  const { mail } = await body(api.POST('/invites/{id}/resend', { params: { path: { id } } }));
  await readAnew(organizationId);
  return mail;
}

/** Revokes an invite: its link stops working. */
export async function revokeInvite({ id, organizationId }: Invite): Promise<void> {
  await body(api.DELETE('/invites/{id}', { params: { path: { id } } }));
  await readAnew(organizationId);
}

/** The link of an invite, to share by hand if the mail did not arrive. */
export async function inviteLink(id: string): Promise<string> {
  return (await body(api.POST('/invites/{id}/link', { params: { path: { id } } }))).url;
}

async function readAnew(organizationId: string): Promise<void> {
  await queryClient.invalidateQueries(invitesQuery(organizationId));
}
