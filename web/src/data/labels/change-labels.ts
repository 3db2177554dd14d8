import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Label } from '../../api/types.ts';
import { keys } from './keys.ts';

export type LabelDraft = Pick<Label, 'name' | 'colour'>;

/** @throws Problem `label-exists`. */
export async function addLabel(organizationId: string, draft: LabelDraft): Promise<void> {
  await body(api.POST('/organizations/{id}/labels', { params: { path: { id: organizationId } }, body: draft }));
  await refresh(organizationId);
}

/** @throws Problem `label-exists`. */
export async function changeLabel({ id, organizationId }: Label, draft: LabelDraft): Promise<void> {
  await body(api.PATCH('/labels/{id}', { params: { path: { id } }, body: draft }));
  await refresh(organizationId);
}

export async function deleteLabel({ id, organizationId }: Label): Promise<void> {
  await body(api.DELETE('/labels/{id}', { params: { path: { id } } }));
  await refresh(organizationId);
}

function refresh(organizationId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.within(organizationId) });
}
