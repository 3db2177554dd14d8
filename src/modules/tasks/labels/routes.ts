import { z } from 'zod';
import { organizationMember } from '#platform/http/rules.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { LabelId } from '../contract.ts';
import type { TasksContext } from '../context.ts';
import { labelMaker, authorizeMakingLabels } from './rules.ts';
import {
  createLabel,
  deleteLabel,
  findLabel,
  Label,
  LabelPatch,
  type LabelRow,
  listLabels,
  NewLabel,
  toLabel,
  updateLabel,
} from './labels.ts';

const route = routeOf<TasksContext>();

const labelChanger: Rule<TasksContext, { label: LabelRow; proof: ReturnType<typeof authorizeMakingLabels> }> = {
  name: 'may create labels in the label’s organization',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const label = await findLabel(ctx, ctx.scope, idParam<LabelId>(params));
    return { label, proof: authorizeMakingLabels(ctx.scope, label.organizationId) };
  },
};

export const labelRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/labels',
    summary: 'List the labels of the organization',
    rule: organizationMember,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Label) },
    handle: async (ctx, { allowed }) => ({ items: (await listLabels(ctx, allowed.id)).map(toLabel), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/labels',
    summary: 'Create a label',
    rule: labelMaker,
    body: NewLabel,
    reply: { status: 201, body: Label },
    handle: async (ctx, { allowed, body }) => {
      const row = await createLabel(ctx, allowed, body);
      return reply(toLabel(row), { version: row.version });
    },
  }),
  route({
    method: 'patch',
    path: '/labels/{id}',
    summary: 'Update a label',
    rule: labelChanger,
    body: LabelPatch,
    reply: { status: 200, body: Label },
    handle: async (ctx, { allowed, body, ifVersion }) => {
      const row = await updateLabel(ctx, allowed.label, allowed.proof, body, ifVersion);
      return reply(toLabel(row), { version: row.version });
    },
  }),
  route({
    method: 'delete',
    path: '/labels/{id}',
    summary: 'Delete a label and remove it from all tasks',
    rule: labelChanger,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteLabel(ctx, allowed.label, allowed.proof, ifVersion),
  }),
];
