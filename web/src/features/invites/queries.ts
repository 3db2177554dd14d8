import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';

/**
 * Joins the organization of an invite; what was known before of where one belongs is read anew.
 * @throws Problem `invite-expired`, `invite-for-another-address`.
 */
export async function acceptInvite(token: string): Promise<string> {
  const { organizationId } = await body(api.POST('/invites/accept', { body: { token } }));
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['organizations'] }),
    queryClient.invalidateQueries({ queryKey: ['teams'] }),
  ]);
  return organizationId;
}
