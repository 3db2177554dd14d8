import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { keys as teamKeys } from '../teams/keys.ts';
import { keys as organizationKeys } from '../organizations/keys.ts';

/** What the invite behind a link is for. */
export const inviteQuery = (token: string) =>
  queryOptions({
    queryKey: ['invite', token],
    queryFn: ({ signal }) => body(api.POST('/invites/preview', { body: { token }, signal })),
    retry: false,
  });

/** Declines an invite: its link stops working. */
export async function declineInvite(token: string): Promise<void> {
  await body(api.POST('/invites/decline', { body: { token } }));
}

/**
 * Accepts an invite and reads the memberships again.
 * @throws Problem `invite-expired`, `invite-for-another-address`.
 */
export async function acceptInvite(token: string): Promise<string> {
  const { organizationId } = await body(api.POST('/invites/accept', { body: { token } }));
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: organizationKeys.all }),
    queryClient.invalidateQueries({ queryKey: teamKeys.all }),
  ]);
  return organizationId;
}
