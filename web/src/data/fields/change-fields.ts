import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Field } from '../../api/types.ts';
import { keys } from './keys.ts';

export const fieldTypes = ['text', 'number', 'date', 'choice', 'person', 'link'] as const;

export interface FieldDraft {
  readonly name: string;
  readonly onCard: boolean;
  /** The options of a choice: existing ones with their id, new ones without. */
  readonly options?: { id?: string; name: string }[];
}

/** @throws Problem `field-exists`, `too-many-fields`. */
export async function addField(teamId: string, type: Field['type'], draft: FieldDraft): Promise<void> {
  await body(api.POST('/teams/{id}/fields', { params: { path: { id: teamId } }, body: { type, ...draft } }));
  await refresh(teamId);
}

/** @throws Problem `field-exists`. */
export async function changeField({ id, teamId }: Field, change: Partial<FieldDraft> & { position?: number }) {
  await body(api.PATCH('/fields/{id}', { params: { path: { id } }, body: change }));
  await refresh(teamId);
}

export async function deleteField({ id, teamId }: Field): Promise<void> {
  await body(api.DELETE('/fields/{id}', { params: { path: { id } } }));
  await refresh(teamId);
}

function refresh(teamId: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.of(teamId) });
}
