import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { Field } from '../../api/types.ts';
import { keys } from './keys.ts';

export function inOrder(fields: readonly Field[]): Field[] {
  return fields.toSorted((a, b) => a.position - b.position);
}

/** The custom fields of a team, in their order. */
export const fieldsQuery = (teamId: string) =>
  queryOptions({
    queryKey: keys.of(teamId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: teamId }, query: { limit: 200 } };
      const { items } = await body(api.GET('/teams/{id}/fields', { params, signal }));
      return inOrder(items);
    },
  });
