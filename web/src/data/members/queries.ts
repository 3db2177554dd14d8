import { compareNames } from '../../i18n/compare-names.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Member } from '../../api/types.ts';
import { keys } from './keys.ts';
import { keys as orgChartKeys } from '../org-chart/keys.ts';

const maxPages = 25;

export function membersInOrder(members: readonly Member[]): Member[] {
  return members.toSorted((a, b) => compareNames(a.user.name, b.user.name));
}

/** All members of an organization, by name: read completely, because pickers search in it. */
export const membersQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.within(organizationId),
    queryFn: async ({ signal }) => {
      const members: Member[] = [];
      let cursor: string | null = null;
      for (let pages = 0; pages < maxPages; pages += 1) {
        const params = { path: { id: organizationId }, query: { limit: 200, ...(cursor === null ? {} : { cursor }) } };
        const page: { items: Member[]; nextCursor: string | null } = await body(
          api.GET('/organizations/{id}/members', { params, signal }),
        );
        members.push(...page.items);
        cursor = page.nextCursor;
        if (cursor === null) break;
      }
      return membersInOrder(members);
    },
  });

export interface MemberSearch {
  readonly q?: string;
  readonly role?: Member['role'];
  readonly position?: Member['position'];
}

/** Members by name that match a filter; one page at a time. */
export const memberSearchQuery = (organizationId: string, search: MemberSearch) =>
  infiniteQueryOptions({
    queryKey: [...keys.within(organizationId), search],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = { ...search, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
      return body(api.GET('/organizations/{id}/members', { params: { path: { id: organizationId }, query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export const memberQuery = (organizationId: string, userId: string) =>
  queryOptions({
    queryKey: [...keys.within(organizationId), 'one', userId],
    queryFn: ({ signal }) =>
      body(
        api.GET('/organizations/{id}/members/{userId}', { params: { path: { id: organizationId, userId } }, signal }),
      ),
  });

export type MemberChange = Partial<Pick<Member, 'role' | 'position' | 'title' | 'managerId'>>;

/** @throws Problem `last-owner`, `manager-cycle`, `only-owners`, `not-your-own`. */
export async function changeMember(organizationId: string, userId: string, change: MemberChange): Promise<void> {
  const params = { path: { id: organizationId, userId } };
  await body(api.PATCH('/organizations/{id}/members/{userId}', { params, body: change }));
  await readAnew(organizationId);
}

/** How many open tasks a person would leave behind. */
export const openTasksQuery = (organizationId: string, userId: string) =>
  queryOptions({
    queryKey: ['open-tasks', organizationId, userId],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId, userId } };
      const { count } = await body(api.GET('/organizations/{id}/members/{userId}/open-tasks', { params, signal }));
      return count;
    },
  });

/** Removes a person; their open tasks go to the successor, or to nobody. @throws Problem `last-owner`. */
export async function removeMember(organizationId: string, userId: string, successorId: string | null): Promise<void> {
  const query = successorId === null ? {} : { reassignTo: successorId };
  const params = { path: { id: organizationId, userId }, query };
  await body(api.DELETE('/organizations/{id}/members/{userId}', { params }));
  await readAnew(organizationId);
}

async function readAnew(organizationId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.within(organizationId) }),
    queryClient.invalidateQueries({ queryKey: orgChartKeys.within(organizationId) }),
  ]);
}
