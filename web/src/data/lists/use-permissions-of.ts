import { useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Permissions } from '../../api/types.ts';
import { permissionsQuery } from '../permissions/queries.ts';
import type { TaskScope } from './task-scope.ts';

/** My permissions in a team of a page: undefined until known, null if the server does not return them. */
export type PermissionsOf = (teamId: string) => Permissions['team'] | undefined;

export function usePermissionsOf({ organizationId, teams }: TaskScope): PermissionsOf {
  const byTeam = useQueries({
    queries: teams.map(({ id }) => permissionsQuery({ organizationId, teamId: id })),
    combine: teamPermissionsOf,
  });
  return useCallback((teamId) => byTeam[teams.findIndex(({ id }) => id === teamId)], [byTeam, teams]);
}

function teamPermissionsOf(results: readonly { readonly data?: Permissions | undefined; readonly error: unknown }[]) {
  return results.map(({ data, error }) => data?.team ?? (data || error ? null : undefined));
}
