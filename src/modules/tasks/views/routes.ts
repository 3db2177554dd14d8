import { z } from 'zod';
import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { organizationMember } from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { forbidden, unauthenticated } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ViewId } from '../contract.ts';
import {
  createView,
  deleteView,
  findView,
  listViews,
  NewView,
  toView,
  updateView,
  View,
  ViewPatch,
  type ViewRow,
} from './views.ts';

const route = routeOf<TasksContext>();

const viewOwner: Rule<TasksContext, Authorized<ViewRow, 'change'>> = {
  name: 'owner of the view; for a shared view also owners and admins of the organization',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const userId = userIdOf(ctx.actor);
    const row = await findView(ctx, idParam<ViewId>(params), userId);
    if (row.ownerId !== userId && !ctx.scope.organization(row.organizationId)?.isAdmin) {
      throw forbidden('not-your-view', 'Only the creator of this view can change it. Save it as a view of your own.');
    }
    return authorized<'change', ViewRow>(row);
  },
};

function me({ actor }: TasksContext): UserId {
  const userId = userIdOf(actor);
  if (userId === null) throw unauthenticated();
  return userId;
}

const show = (row: ViewRow) => reply(toView(row), { version: row.version });

export const viewRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/views',
    summary: 'List my saved views and shared ones',
    rule: organizationMember,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(View) },
    handle: async (ctx, { allowed }) => ({
      items: (await listViews(ctx, allowed.id, me(ctx))).map(toView),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/views',
    summary: 'Save a view, private or shared',
    rule: organizationMember,
    body: NewView,
    reply: { status: 201, body: View },
    handle: async (ctx, { allowed, body }) => show(await createView(ctx, allowed, me(ctx), body)),
  }),
  route({
    method: 'patch',
    path: '/views/{id}',
    summary: 'Update a saved view',
    rule: viewOwner,
    body: ViewPatch,
    reply: { status: 200, body: View },
    handle: async (ctx, { allowed, body, ifVersion }) => show(await updateView(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/views/{id}',
    summary: 'Delete a saved view',
    rule: viewOwner,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteView(ctx, allowed, ifVersion),
  }),
];
