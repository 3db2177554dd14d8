import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

/** The scope of permissions: an organization, and a team or a project in it. */
export interface PermissionScope {
  readonly organizationId: string;
  readonly teamId?: string;
  readonly projectId?: string;
}

/** What I may do in a scope, computed by the server's policies: the app shows and hides actions only by this. */
export const permissionsQuery = (scope: PermissionScope) =>
  queryOptions({
    queryKey: [...keys.within(scope.organizationId), scope.teamId ?? null, scope.projectId ?? null],
    queryFn: ({ signal }) => body(api.GET('/auth/me/permissions', { params: { query: scope }, signal })),
  });
