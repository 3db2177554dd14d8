import { z } from 'zod';
import { readOrganization } from '#platform/http/rules.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { Permissions } from '../contract.ts';
import { permissionsIn } from './permissions.ts';

const route = routeOf<TeamsContext>();

/** A query without an organization is refused later by the validation. */
const asker: Rule<TeamsContext, void> = {
  name: 'member or guest of the organization',
  credentials: 'required',
  authorize: ({ scope }, { query }) => {
    if (query['organizationId'] !== undefined) readOrganization(scope, idParam(query, 'organizationId'));
  },
};

export const permissionRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/auth/me/permissions',
    summary: 'Get my permissions in an organization, a team and a project',
    rule: asker,
    query: z.strictObject({
      organizationId: OrganizationId,
      teamId: TeamId.optional(),
      projectId: ProjectId.optional(),
    }),
    reply: { status: 200, body: Permissions },
    handle: (ctx, { query: { organizationId, teamId = null, projectId = null } }) =>
      permissionsIn(ctx, readOrganization(ctx.scope, organizationId), { organizationId, teamId, projectId }),
  }),
];
