import { z } from 'zod';
import { Colour } from '#modules/teams';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { type OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { FieldId, fieldTypes } from '../contract.ts';
import { fieldTable } from '../schema/field.ts';
import type { TeamKey } from './statuses.ts';

const Option = z.strictObject({ id: z.string(), name: z.string(), colour: Colour.nullable() });

export const Field = z
  .strictObject({
    id: FieldId,
    teamId: TeamId,
    name: z.string(),
    type: z.enum(fieldTypes),
    options: z.array(Option).describe('Options of a choice field.'),
    onCard: z.boolean().describe('Whether cards show it.'),
    position: z.number().int(),
  })
  .meta({ id: 'Field' });

export const fieldColumns = {
  organizationId: fieldTable.organizationId,
  id: fieldTable.id,
  teamId: fieldTable.teamId,
  name: fieldTable.name,
  type: fieldTable.type,
  options: fieldTable.options,
  onCard: fieldTable.onCard,
  position: fieldTable.position,
  version: fieldTable.version,
};
export type FieldRow = Awaited<ReturnType<typeof ofTeam>>[number];

export function toField({ organizationId: _organizationId, version: _version, options, ...row }: FieldRow) {
  return { ...row, options: [...options] };
}

/** The team's custom fields in their order. There are few, so one list returns all. */
export const fieldsOf: (ctx: TasksContext, key: TeamKey) => Promise<FieldRow[]> = (ctx, key) => ofTeam(ctx, key);

/** The field in the path, found within the scope. */
export async function findField(ctx: TasksContext, id: FieldId): Promise<FieldRow> {
  const row = await maybeOne(inScope(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return row;
}

const ofTeam = query<TeamKey>()((params) =>
  qb
    .select(fieldColumns)
    .from(fieldTable)
    .where(and(eq(fieldTable.organizationId, params.organizationId), eq(fieldTable.teamId, params.teamId)))
    .orderBy(fieldTable.position, fieldTable.id),
);
/** The same, locked until the transaction ends, so that none is deleted or changed. */
export const lockFields = query<TeamKey>()((params) =>
  qb
    .select(fieldColumns)
    .from(fieldTable)
    .where(and(eq(fieldTable.organizationId, params.organizationId), eq(fieldTable.teamId, params.teamId)))
    .orderBy(fieldTable.position, fieldTable.id)
    .for('no key update'),
);
const inScope = query<{ id: FieldId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(fieldColumns)
    .from(fieldTable)
    .where(and(eq(fieldTable.id, params.id), sql`${fieldTable.organizationId} = any(${params.organizationIds})`)),
);
