import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';

/** My email address, and why it gets no notifications. */
export const emailAddressQuery = queryOptions({
  queryKey: ['email-address'],
  queryFn: ({ signal }) => body(api.GET('/notifications/email-address', { signal })),
});

/** Sends notifications to my address again, and a test email now. */
export async function retryEmailAddress(): Promise<void> {
  const saved = await body(api.POST('/notifications/email-address/retry'));
  await queryClient.cancelQueries(emailAddressQuery);
  queryClient.setQueryData(emailAddressQuery.queryKey, saved);
}
