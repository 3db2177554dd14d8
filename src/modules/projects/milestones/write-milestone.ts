import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, only, query, queryFamily, statement } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { CalendarDate } from '#platform/http/fields.ts';
import { newId, type OrganizationId, type ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import type { MilestoneId } from '../contract.ts';
import { holdProject } from '../project/hold-project.ts';
import type { ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { milestone } from '../schema.ts';
import { milestoneColumns, MilestoneName, type MilestoneRow, mostMilestones } from './milestone.ts';

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

/** Adds milestones in their order, all or none. @throws DomainError 409 `too-many-milestones`. */
export function createMilestones(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: Pick<ProjectRow, 'organizationId' | 'id'>,
  drafts: readonly z.infer<typeof NewMilestone>[],
): Promise<MilestoneRow[]> {
  return withTransaction(ctx, async (inTx) => {
    await holdProject(inTx, { organizationId, id: projectId });
    const { count } = await only(countOf(inTx, { organizationId, projectId }));
    if (count + drafts.length > mostMilestones) {
      throw conflict('too-many-milestones', `A project can have at most ${mostMilestones} milestones.`);
    }
    const made = drafts.map(({ name, date = null }) => ({ id: newId<MilestoneId>(), name, date }));
    const createdAt = ctx.clock.now().toISOString();
    const rows = await insert(inTx, { organizationId, projectId, milestones: JSON.stringify(made), createdAt });
    for (const row of rows) await tellOfMilestone(inTx, 'milestone.changed', row);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return made.flatMap(({ id }) => byId.get(id) ?? []);
  });
}

/** Changes the fields that are named and no others. @throws DomainError 412, 404 where it is gone. */
export function changeMilestone(
  ctx: ProjectsContext,
  { milestone: found }: { readonly milestone: MilestoneRow },
  { done, ...change }: MilestoneChange,
  ifVersion: number | undefined,
): Promise<MilestoneRow> {
  const { organizationId, id } = found;
  const values = {
    ...change,
    ...(done === undefined ? {} : { doneAt: done ? (found.doneAt ?? ctx.clock.now().toISOString()) : null }),
  };
  return withTransaction(ctx, async (inTx) => {
    const fields = Object.keys(values).toSorted() as Field[];
    const row = await first(update(inTx, fields, { ...values, organizationId, id, ifVersion: ifVersion ?? null }));
    if (!row) {
      const current = await first(byKey(inTx, { organizationId, id }));
      throw current ? stale(current.version) : notFound();
    }
    await tellOfMilestone(inTx, 'milestone.changed', row);
    return row;
  });
}

export function deleteMilestone(
  ctx: ProjectsContext,
  { milestone: { organizationId, id } }: { readonly milestone: MilestoneRow },
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const row = await first(remove(inTx, { organizationId, id }));
    if (!row) throw notFound();
    checkVersion(row.version, ifVersion);
    await tellOfMilestone(inTx, 'milestone.deleted', row);
  });
}

function tellOfMilestone(
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

const countOf = statement<{ organizationId: OrganizationId; projectId: ProjectId }, { count: number }>(
  (place) => sql`
    select count(*)::integer as count from ${milestone}
    where organization_id = ${place.organizationId} and project_id = ${place.projectId}`,
);
const insert = query<{
  organizationId: OrganizationId;
  projectId: ProjectId;
  /** JSON: `[{ id, name, date }]`. */
  milestones: string;
  createdAt: string;
}>()((place) =>
  build
    .insert(milestone)
    .select(
      sql`
        select ${place.organizationId}::uuid, id, ${place.projectId}::uuid, name, date, null::timestamptz, null::date,
          ${place.createdAt}::timestamptz, 1
        from jsonb_to_recordset(${place.milestones}::jsonb) as given (id uuid, name text, date date)`,
    )
    .returning(milestoneColumns),
);
const byKey = query<Key>()((place) =>
  build
    .select(milestoneColumns)
    .from(milestone)
    .where(and(eq(milestone.organizationId, place.organizationId), eq(milestone.id, place.id))),
);
const update = queryFamily<
  Field[],
  Key & { ifVersion: number | null } & { [Name in Field]?: string | null | undefined }
>()((fields, place) =>
  build
    .update(milestone)
    .set({
      ...Object.fromEntries(fields.map((field) => [field, sql`${place[field]}`])),
      version: sql`${milestone.version} + 1`,
    })
    .where(
      and(
        eq(milestone.organizationId, place.organizationId),
        eq(milestone.id, place.id),
        sql`${milestone.version} = coalesce(${place.ifVersion}, ${milestone.version})`,
      ),
    )
    .returning(milestoneColumns),
);
const remove = query<Key>()((place) =>
  build
    .delete(milestone)
    .where(and(eq(milestone.organizationId, place.organizationId), eq(milestone.id, place.id)))
    .returning(milestoneColumns),
);
