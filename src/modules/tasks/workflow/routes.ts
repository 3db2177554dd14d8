import { z } from 'zod';
import { type Authorized } from '#platform/access/authorized.ts';
import { administerTeam, teamAdmin, type TeamInOrganization, teamReader } from '#platform/http/rules.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { StatusId } from '../contract.ts';
import { createStatus, deleteStatus, findStatus, NewStatus, StatusPatch, updateStatus } from './change-workflow.ts';
import { changeSettings, readSettings, SettingsPatch, toSettings, WorkflowSettings } from './settings.ts';
import { Status, type StatusRow, statusesOf, toStatus } from '../task/statuses.ts';

const route = routeOf<TasksContext>();

const statusAdmin: Rule<TasksContext, { team: Authorized<TeamInOrganization, 'administer'>; id: StatusId }> = {
  name: 'owner or admin of the status’s team',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const { id, teamId } = await findStatus(ctx, idParam<StatusId>(params));
    return { team: administerTeam(ctx.scope, teamId), id };
  },
};

const show = (row: StatusRow) => reply(toStatus(row), { version: row.version });

export const workflowRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/teams/{id}/statuses',
    summary: 'List the statuses of the team’s workflow',
    rule: teamReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Status) },
    handle: async (ctx, { allowed }) => {
      const rows = await statusesOf(ctx, { organizationId: allowed.organization.id, teamId: allowed.team.id });
      return { items: rows.map(toStatus), nextCursor: null };
    },
  }),
  route({
    method: 'post',
    path: '/teams/{id}/statuses',
    summary: 'Add a status to the team’s workflow',
    rule: teamAdmin,
    body: NewStatus,
    reply: { status: 201, body: Status },
    handle: async (ctx, { allowed, body }) => show(await createStatus(ctx, allowed, body)),
  }),
  route({
    method: 'patch',
    path: '/statuses/{id}',
    summary: 'Update a status: name, position, limit and allowed next statuses',
    rule: statusAdmin,
    body: StatusPatch,
    reply: { status: 200, body: Status },
    handle: async (ctx, { allowed: { team, id }, body, ifVersion }) =>
      show(await updateStatus(ctx, team, id, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/statuses/{id}',
    summary: 'Delete a status; its tasks move to another',
    rule: statusAdmin,
    query: z.strictObject({ moveTo: StatusId.optional() }),
    reply: { status: 204 },
    handle: (ctx, { allowed: { team, id }, query, ifVersion }) => deleteStatus(ctx, team, id, query.moveTo, ifVersion),
  }),
  route({
    method: 'get',
    path: '/teams/{id}/workflow',
    summary: 'Get the workflow settings of a team',
    rule: teamReader,
    reply: { status: 200, body: WorkflowSettings },
    handle: async (ctx, { allowed }) => {
      const row = await readSettings(ctx, { organizationId: allowed.organization.id, teamId: allowed.team.id });
      return reply(toSettings(row), { version: row.version });
    },
  }),
  route({
    method: 'patch',
    path: '/teams/{id}/workflow',
    summary: 'Set when closed tasks are archived automatically',
    rule: teamAdmin,
    body: SettingsPatch,
    reply: { status: 200, body: WorkflowSettings },
    handle: async (ctx, { allowed, body, ifVersion }) => {
      const row = await changeSettings(ctx, allowed, body, ifVersion);
      return reply(toSettings(row), { version: row.version });
    },
  }),
];
