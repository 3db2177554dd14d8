import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { putRead } from '../tasks/first-read.ts';
import { keys } from './keys.ts';

export const parts = ['overdue', 'today', 'upcoming', 'waiting'] as const;
export type Part = (typeof parts)[number];

/** My open tasks in an organization, by due date; the store provides their current values. */
export const myWorkQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.of(organizationId),
    queryFn: async ({ signal }) => {
      const work = await body(api.GET('/my-work', { params: { query: { organizationId } }, signal }));
      const ids = parts.map((part) => {
        putRead(work[part]);
        return [part, work[part].map(({ id }) => id)] as const;
      });
      return Object.fromEntries(ids) as Record<Part, string[]>;
    },
    staleTime: 0,
  });
