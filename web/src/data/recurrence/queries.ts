import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { Recurrence, Task } from '../../api/types.ts';

export type Due = Pick<Task, 'organizationId' | 'startDate' | 'dueDate' | 'dueAt' | 'dueTimezone'>;

const datesShown = 5;

/** The next due dates of a series, computed by the server. */
export const previewQuery = (
  { rule, from }: Recurrence,
  { organizationId, startDate, dueDate, dueAt, dueTimezone }: Due,
) =>
  queryOptions({
    queryKey: ['recurrence-preview', organizationId, rule, from, startDate, dueDate, dueAt, dueTimezone],
    queryFn: ({ signal }) => {
      const query = {
        organizationId,
        rule,
        from,
        count: datesShown,
        ...(startDate === null ? {} : { startDate }),
        ...(dueDate === null ? {} : { dueDate }),
        ...(dueAt === null ? {} : { dueAt }),
        ...(dueTimezone === null ? {} : { dueTimezone }),
      };
      return body(api.GET('/recurrence/preview', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    // The dates depend on the current day, so they are never served from the cache.
    staleTime: 0,
  });
