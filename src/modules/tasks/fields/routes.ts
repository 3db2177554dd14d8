import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { administerTeam, teamAdmin, type TeamInOrganization, teamReader } from '#platform/http/rules.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import type { FieldId } from '../contract.ts';
import { createField, deleteField, FieldPatch, NewField, updateField } from './change-fields.ts';
import { Field, type FieldRow, fieldsOf, findField, toField } from '../task/custom-field.ts';

const route = routeOf<TasksContext>();

const fieldAdmin: Rule<TasksContext, { field: FieldRow; proof: Authorized<TeamInOrganization, 'administer'> }> = {
  name: 'owner or admin of the field’s team',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const field = await findField(ctx, idParam<FieldId>(params));
    return { field, proof: administerTeam(ctx.scope, field.teamId) };
  },
};

const show = (row: FieldRow) => reply(toField(row), { version: row.version });

export const fieldRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/teams/{id}/fields',
    summary: 'List the custom fields of a team',
    rule: teamReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Field) },
    handle: async (ctx, { allowed: { organization, team } }) => {
      const rows = await fieldsOf(ctx, { organizationId: organization.id, teamId: team.id });
      return { items: rows.map(toField), nextCursor: null };
    },
  }),
  route({
    method: 'post',
    path: '/teams/{id}/fields',
    summary: 'Create a custom field',
    rule: teamAdmin,
    body: NewField,
    reply: { status: 201, body: Field },
    handle: async (ctx, { allowed, body }) => show(await createField(ctx, allowed, body)),
  }),
  route({
    method: 'patch',
    path: '/fields/{id}',
    summary: 'Update a custom field; tasks lose deleted options',
    rule: fieldAdmin,
    body: FieldPatch,
    reply: { status: 200, body: Field },
    handle: async (ctx, { allowed: { field, proof }, body, ifVersion }) =>
      show(await updateField(ctx, field, proof, body, ifVersion)),
  }),
  route({
    method: 'delete',
    path: '/fields/{id}',
    summary: 'Delete a custom field and its values in all tasks',
    rule: fieldAdmin,
    reply: { status: 204 },
    handle: (ctx, { allowed: { field, proof }, ifVersion }) => deleteField(ctx, field, proof, ifVersion),
  }),
];
