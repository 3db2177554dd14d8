import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { Recurrence, Task } from '../../api/types.ts';

export type Due = Pick<Task, 'organizationId' | 'startDate' | 'dueDate' | 'dueAt' | 'dueTimezone'>;

const datesShown = 5;

/** When the next tasks of a series would be due, as the server makes them. */
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
    // Days pass: what is next is asked for each time.
    staleTime: 0,
  });
