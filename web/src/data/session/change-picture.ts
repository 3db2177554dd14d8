import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { meQuery } from './session.ts';

/** @throws Problem `not-a-picture`, `too-large`. */
export async function setPicture(picture: Blob): Promise<void> {
  const form = new FormData();
  form.append('file', picture, 'picture');
  // The OpenAPI document describes the field; the request sends the form itself.
  const saved = await body(api.POST('/auth/me/avatar', { body: { file: 'picture' }, bodySerializer: () => form }));
  queryClient.setQueryData(meQuery.queryKey, saved);
}

export async function removePicture(): Promise<void> {
  await body(api.DELETE('/auth/me/avatar'));
  await queryClient.invalidateQueries(meQuery);
}
