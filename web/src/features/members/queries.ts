import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Invite, Member } from '../../api/types.ts';

const mostPages = 25;
const mailPollMs = 3_000;

/** Everyone in an organization, by name: read whole, since pickers search in it. */
export const membersQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['members', organizationId],
    queryFn: async ({ signal }) => {
      const members: Member[] = [];
      let cursor: string | null = null;
      for (let pages = 0; pages < mostPages; pages += 1) {
        const params = { path: { id: organizationId }, query: { limit: 200, ...(cursor === null ? {} : { cursor }) } };
        const page: { items: Member[]; nextCursor: string | null } = await body(
          api.GET('/organizations/{id}/members', { params, signal }),
        );
        members.push(...page.items);
        cursor = page.nextCursor;
        if (cursor === null) break;
      }
      return members.toSorted((a, b) => a.user.name.localeCompare(b.user.name));
    },
  });

export const invitesQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['invites', organizationId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId }, query: { limit: 200 } };
      return (await body(api.GET('/organizations/{id}/invites', { params, signal }))).items;
    },
    // No event tells how a mail went.
    refetchInterval: ({ state }) => (state.data?.some(({ mail }) => mail === 'queued') ? mailPollMs : false),
  });

export interface NewInvite {
  readonly organizationId: string;
  readonly email: string;
  readonly role: Invite['role'];
  readonly teamId?: string;
}

/** @throws Problem `already-member`, `already-invited`. */
export async function invite({ organizationId, ...draft }: NewInvite): Promise<Invite> {
  const created = await body(
    api.POST('/organizations/{id}/invites', { params: { path: { id: organizationId } }, body: draft }),
  );
  await queryClient.invalidateQueries(invitesQuery(organizationId));
  if ('items' in created) throw new Error('one address gives one invite');
  return created;
}

/** The link of an invite, to hand over where its mail did not arrive. */
export async function inviteLink(id: string): Promise<string> {
  return (await body(api.POST('/invites/{id}/link', { params: { path: { id } } }))).url;
}
