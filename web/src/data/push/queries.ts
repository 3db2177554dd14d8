import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { pushState } from './browser-state.ts';
import { keys } from './keys.ts';

/** The devices that receive push messages. */
export const pushDevicesQuery = queryOptions({
  queryKey: [...keys.all, 'devices'],
  queryFn: async ({ signal }) => (await body(api.GET('/notifications/push-subscriptions', { signal }))).items,
});

/** Whether this browser shows push messages for a person. */
export const pushStateQuery = (userId: string) =>
  queryOptions({ queryKey: [...keys.all, 'state', userId], queryFn: () => pushState(userId) });

export async function removePushDevice(id: string): Promise<void> {
  await body(api.DELETE('/notifications/push-subscriptions/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: keys.all });
}
