import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, queryFamily, rawQuery } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { CalendarDate } from '#platform/http/fields.ts';
import { newId, type OrganizationId, type ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import type { MilestoneId } from '../contract.ts';
import { lockProject } from '../project/lock-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { milestoneTable } from '../schema.ts';
import { milestoneColumns, MilestoneName, type MilestoneRow, maxMilestones } from './milestone.ts';

export const NewMilestone = z.strictObject({ name: MilestoneName, date: CalendarDate.nullable().optional() });
export const MilestoneChange = z.strictObject({
  name: MilestoneName.optional(),
  date: CalendarDate.nullable().optional(),
  done: z.boolean().optional(),
});
export type MilestoneChange = z.infer<typeof MilestoneChange>;

/** @throws DomainError 409 `too-many-milestones`. */
export async function createMilestone(
  ctx: ProjectsContext,
  project: Authorized<ProjectRow, 'change'>,
  draft: z.infer<typeof NewMilestone>,
): Promise<MilestoneRow> {
  const [row] = await createMilestones(ctx, project, [draft]);
  if (!row) throw new Error('a draft gives a milestone');
  return row;
}

/**
 * Adds milestones in order, all or none.
 * @throws DomainError 409 `too-many-milestones`.
 */
export function createMilestones(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Pick<ProjectRow, 'organizationId' | 'id'>,
  drafts: readonly z.infer<typeof NewMilestone>[],
): Promise<MilestoneRow[]> {
  return withTransaction(ctx, async (inTx) => {
    await lockProject(inTx, { organizationId, id: projectId });
    const { count } = await one(countOf(inTx, { organizationId, projectId }));
    if (count + drafts.length > maxMilestones) {
      throw conflict('too-many-milestones', `A project can have at most ${maxMilestones} milestones.`);
    }
    const milestones = drafts.map(({ name, date = null }) => ({ id: newId<MilestoneId>(), name, date }));
    const createdAt = ctx.clock.now().toISOString();
    const rows = await insert(inTx, { organizationId, projectId, milestones: JSON.stringify(milestones), createdAt });
    for (const row of rows) await publishMilestone(inTx, 'milestone.changed', row);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return milestones.flatMap(({ id }) => byId.get(id) ?? []);
  });
}

/**
 * Changes only the given fields.
 * @throws DomainError 412, 404 if it does not exist.
 */
export function changeMilestone(
  ctx: ProjectsContext,
  { milestone }: { readonly milestone: MilestoneRow },
  { done, ...change }: MilestoneChange,
  ifVersion: number | undefined,
): Promise<MilestoneRow> {
  const { organizationId, id } = milestone;
  const values = {
    ...change,
    ...(done === undefined ? {} : { doneAt: done ? (milestone.doneAt ?? ctx.clock.now().toISOString()) : null }),
  };
  return withTransaction(ctx, async (inTx) => {
    const fields = Object.keys(values).toSorted() as Field[];
    const row = await maybeOne(update(inTx, fields, { ...values, organizationId, id, ifVersion: ifVersion ?? null }));
    if (!row) {
      const current = await maybeOne(byKey(inTx, { organizationId, id }));
      throw current ? stale(current.version) : notFound();
    }
    await publishMilestone(inTx, 'milestone.changed', row);
    return row;
  });
}

export function deleteMilestone(
  ctx: ProjectsContext,
  { milestone: { organizationId, id } }: { readonly milestone: MilestoneRow },
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const row = await maybeOne(remove(inTx, { organizationId, id }));
    if (!row) throw notFound();
    checkVersion(row.version, ifVersion);
    await publishMilestone(inTx, 'milestone.deleted', row);
  });
}

function publishMilestone(
  ctx: ProjectsContext,
  type: 'milestone.changed' | 'milestone.deleted',
  { organizationId, projectId, id, version }: MilestoneRow,
): Promise<void> {
  return publish(ctx, {
    type,
    organizationId,
    subject: { kind: 'milestone', id, version },
    audience: audience(organizationId, { everyone: true, projectIds: [projectId] }),
    payload: { projectId, milestoneId: id },
  });
}

type Field = 'name' | 'date' | 'doneAt';
type Key = { organizationId: OrganizationId; id: MilestoneId };

const countOf = rawQuery<{ organizationId: OrganizationId; projectId: ProjectId }, { count: number }>(
  (params) => sql`
    select count(*)::integer as count from ${milestoneTable}
    where organization_id = ${params.organizationId} and project_id = ${params.projectId}`,
);
const insert = query<{
  organizationId: OrganizationId;
  projectId: ProjectId;
  /** JSON: `[{ id, name, date }]`. */
  milestones: string;
  createdAt: string;
}>()((params) =>
  qb
    .insert(milestoneTable)
    .select(
      sql`
        select ${params.organizationId}::uuid, id, ${params.projectId}::uuid, name, date, null::timestamptz, null::date,
          ${params.createdAt}::timestamptz, 1
        from jsonb_to_recordset(${params.milestones}::jsonb) as given (id uuid, name text, date date)`,
    )
    .returning(milestoneColumns),
);
const byKey = query<Key>()((params) =>
  qb
    .select(milestoneColumns)
    .from(milestoneTable)
    .where(and(eq(milestoneTable.organizationId, params.organizationId), eq(milestoneTable.id, params.id))),
);
const update = queryFamily<
  Field[],
  Key & { ifVersion: number | null } & { [Name in Field]?: string | null | undefined }
>()((fields, params) =>
  qb
    .update(milestoneTable)
    .set({
      ...Object.fromEntries(fields.map((field) => [field, sql`${params[field]}`])),
      version: sql`${milestoneTable.version} + 1`,
    })
    .where(
      and(
        eq(milestoneTable.organizationId, params.organizationId),
        eq(milestoneTable.id, params.id),
        sql`${milestoneTable.version} = coalesce(${params.ifVersion}, ${milestoneTable.version})`,
      ),
    )
    .returning(milestoneColumns),
);
const remove = query<Key>()((params) =>
  qb
    .delete(milestoneTable)
    .where(and(eq(milestoneTable.organizationId, params.organizationId), eq(milestoneTable.id, params.id)))
    .returning(milestoneColumns),
);
