import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { keys } from './keys.ts';

/** Where permissions are asked for: an organization, and a team or a project of it. */
export interface PermissionScope {
  readonly organizationId: string;
  readonly teamId?: string;
  readonly projectId?: string;
}

/** What I may do somewhere, as the server's policies decide it: the app shows and hides by this alone. */
export const permissionsQuery = (scope: PermissionScope) =>
  queryOptions({
    queryKey: [...keys.within(scope.organizationId), scope.teamId ?? null, scope.projectId ?? null],
    queryFn: ({ signal }) => body(api.GET('/auth/me/permissions', { params: { query: scope }, signal })),
  });
