import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query, queryFamily } from '#platform/database/query.ts';
import { keyset, keysetPage, type PageParams, pageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { MilestoneId } from '../contract.ts';
import { milestoneTable, projectTable } from '../schema.ts';

export const Milestone = z
  .strictObject({
    id: MilestoneId,
    projectId: ProjectId,
    name: z.string(),
    date: z.iso.date().nullable(),
    done: z.boolean(),
    doneAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    version: z.number().int().describe('Increases with every change; used as ETag.'),
  })
  .meta({ id: 'Milestone' });
export type Milestone = z.infer<typeof Milestone>;

export const MilestoneName = Name;

export const milestoneColumns = {
  id: milestoneTable.id,
  organizationId: milestoneTable.organizationId,
  projectId: milestoneTable.projectId,
  name: milestoneTable.name,
  date: milestoneTable.date,
  doneAt: milestoneTable.doneAt,
  createdAt: milestoneTable.createdAt,
  version: milestoneTable.version,
};
export type MilestoneRow = Pick<typeof milestoneTable.$inferSelect, keyof typeof milestoneColumns>;

export function toMilestone({ organizationId: _organizationId, ...row }: MilestoneRow): Milestone {
  return { ...row, done: row.doneAt !== null };
}

/** The only query of a milestone by id without its organization: its project decides who sees it. */
export const milestoneById = query<{ id: MilestoneId }>()((params) =>
  qb
    .select(milestoneColumns)
    .from(milestoneTable)
    .innerJoin(
      projectTable,
      and(
        eq(projectTable.organizationId, milestoneTable.organizationId),
        eq(projectTable.id, milestoneTable.projectId),
      ),
    )
    .where(and(eq(milestoneTable.id, params.id), isNull(projectTable.deletedAt))),
);

/** By date, those without one last. */
const order = keyset([
  { by: sql`coalesce(${milestoneTable.date}, 'infinity')`, kind: 'day' },
  { by: sql`${milestoneTable.id}`, kind: 'id' },
]);
const findOfProject = queryFamily<
  { cursor: boolean },
  PageParams & { organizationId: OrganizationId; projectId: ProjectId }
>()((shape, params) =>
  qb
    .select(milestoneColumns)
    .from(milestoneTable)
    .where(
      and(
        eq(milestoneTable.organizationId, params.organizationId),
        eq(milestoneTable.projectId, params.projectId),
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);

type InProject = { readonly organizationId: OrganizationId; readonly projectId: ProjectId };

/** By date, those without one last. */
export async function listMilestones(
  ctx: ProjectsContext,
  key: InProject,
  pageInput: PageQuery,
): Promise<Page<Milestone>> {
  return keysetPage(pageInput, {
    kinds: order.kinds,
    find: (page) => findOfProject(ctx, { cursor: page.hasCursor }, { ...key, ...page }),
    keyOf: ({ date, id }) => [date ?? 'infinity', id],
    toItems: (rows) => rows.map(toMilestone),
  });
}

/** All milestones of a project; their number is limited. */
export function milestonesOfProject(ctx: ProjectsContext, key: InProject): Promise<MilestoneRow[]> {
  const all = pageParams({ limit: maxMilestones }, order.kinds);
  return findOfProject(ctx, { cursor: false }, { ...key, ...all });
}

export const maxMilestones = 500;
